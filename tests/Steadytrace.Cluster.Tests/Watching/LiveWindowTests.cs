using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Watching;
using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tests.Watching;

public sealed class LiveWindowTests
{
    private const long Second = 1_800_000_000;
    private static readonly SourceId Web = new(new HostId("web1"), "ftrace"), Db = new(new HostId("db1"), "lttng");
    private readonly LiveWindow _window = new(firstVersion: 1_000);

    [Fact]
    public void What_is_told_in_pieces_adds_up()
    {
        Take(Tally(Web, 0, 1, 0.5, At(0, ("sched", "sched_switch", "bash", 3), ("irq", "irq_entry", "bash", 2))));
        Take(Tally(Web, 0, 2, 1.0, At(0, ("sched", "sched_switch", "nginx", 10)) with { Lost = 7, LostPackets = 1 }), sequence: 1);

        var second = Assert.Single(Since(0).Seconds);

        Assert.Equal([new LiveEventView("sched", "sched_switch", 13), new LiveEventView("irq", "irq_entry", 2)], second.Events);
        Assert.Equal([new LiveProcessView("nginx", 10), new LiveProcessView("bash", 5)], second.Processes);
        Assert.Equal((7, 1), (second.Lost, second.LostPackets));
    }

    [Fact]
    public void A_second_of_two_chunks_has_the_sum_of_both()
    {
        Take(Tally(Web, 0, 1, 0.5, At(0, ("a", "a_b", "bash", 3)), At(1, ("a", "a_b", "bash", 1))));
        Take(Tally(Web, 1, 1, 1.5, At(1, ("a", "a_b", "bash", 4))), sequence: 1);

        Assert.Equal(5, Since(0).Seconds.Single(second => second.UnixSeconds == Second + 1).Events.Single().Count);
    }

    [Fact]
    public void Only_what_changed_is_told_again()
    {
        Take(Tally(Web, 0, 1, 0.5, At(0, ("a", "a_b", "bash", 3)), At(1, ("a", "a_b", "bash", 1))));
        var first = Since(0);
        Take(Tally(Web, 0, 1, 1.5, At(1, ("a", "a_b", "bash", 4))), sequence: 1);

        var second = Since(first.Version);

        Assert.Equal([Second + 1], second.Seconds.Select(one => one.UnixSeconds));
        Assert.Empty(Since(second.Version).Seconds);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(Second * 1_000 + 1_200), Assert.Single(second.Sources).CountedThrough);
    }

    [Fact]
    public void Times_to_come_do_not_pile_up()
    {
        for (var ahead = 0; ahead < 1_000; ahead++) Take(Tally(Web, 0, 1, 0.5, At(86_400L * ahead, ("forged", "forged", "bash", 1))), sequence: ahead);

        Assert.InRange(Since(0).Seconds.Count, 1, LiveView.SecondsKept + 60);
    }

    [Fact]
    public void A_time_on_processors_comes_with_its_process()
    {
        Take(Tally(Web, 0, 1, 0.5, At(0, ("a", "a_b", "bash", 3)) with { CpuTimes = [new LiveCpuTime("bash", 40), new LiveCpuTime("quiet", 2)] }));

        Assert.Equal([new LiveProcessView("bash", 3, 40), new LiveProcessView("quiet", 0, 2)], Since(0).Seconds.Single().Processes);
    }

    [Fact]
    public void What_a_correction_takes_away_is_gone()
    {
        Take(Tally(Web, 0, 1, 0.5, At(0, ("a", "a_b", "<...>", 3))));
        Take(Tally(Web, 0, 1, 0.5, At(0, ("a", "a_b", "<...>", -3), ("a", "a_b", "bash", 3))), sequence: 1);

        Assert.Equal([new LiveProcessView("bash", 3)], Since(0).Seconds.Single().Processes);
    }

    [Fact]
    public void After_a_hole_the_tracer_is_to_begin_anew_and_the_chunk_counts_once()
    {
        Take(Tally(Web, 0, 1, 0.5, At(0, ("a", "a_b", "bash", 3))));
        Assert.False(_window.Take(Tally(Web, 0, 1, 1.5, At(1, ("a", "a_b", "bash", 1))) with { Sequence = 2 }));
        Assert.False(_window.Take(Tally(Web, 0, 1, 1.5, At(1, ("a", "a_b", "bash", 1))) with { Sequence = 3 }));

        Take(Tally(Web, 0, 1, 1.5, At(0, ("a", "a_b", "bash", 3)), At(1, ("a", "a_b", "bash", 9))));

        Assert.Equal([3, 9], Since(0).Seconds.OrderBy(second => second.UnixSeconds).Select(second => second.Events.Single().Count));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(Second + 1), Since(0).Sources.Single().CountedFrom);
    }

    [Fact]
    public void A_message_told_twice_counts_once()
    {
        Take(Tally(Web, 0, 1, 0.5, At(0, ("a", "a_b", "bash", 3))));
        Take(Tally(Web, 0, 1, 0.6, At(0, ("a", "a_b", "bash", 1))), sequence: 1);
        Take(Tally(Web, 0, 1, 0.6, At(0, ("a", "a_b", "bash", 1))), sequence: 1);

        Assert.Equal(4, Since(0).Seconds.Single().Events.Single().Count);
    }

    [Fact]
    public void A_beginning_in_another_chunk_forgets_what_came_before_the_hole()
    {
        Take(Tally(Web, 0, 1, 0.5, At(0, ("a", "a_b", "bash", 3))));
        Take(Tally(Web, 2, 1, 20.5, At(20, ("a", "a_b", "bash", 1))));

        var view = Since(0);

        Assert.Equal(Second + 20, Assert.Single(view.Seconds).UnixSeconds);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(Second + 21), view.Sources.Single().CountedFrom);
    }

    [Fact]
    public void Nothing_is_settled_before_a_chunk_is_counted_to_its_end()
    {
        Take(Tally(Web, 0, 1, 9.5, At(0, ("a", "a_b", "bash", 3))));
        Assert.Null(Since(0).Sources.Single().SettledThrough);

        Take(Tally(Web, 0, 1, 10) with { IsChunkEnd = true }, sequence: 1);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(Second + 10), Since(0).Sources.Single().CountedThrough);
        Take(Tally(Web, 1, 1, 11), sequence: 2);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(Second + 10), Since(0).Sources.Single().SettledThrough);
    }

    [Fact]
    public void What_is_whole_begins_behind_a_chunk_with_a_problem()
    {
        Take(Tally(Web, 0, 1, 0.5, At(0, ("a", "a_b", "bash", 3))));
        Take(Tally(Web, 0, 1, 3) with { Problem = "given up" }, sequence: 1);
        Take(Tally(Web, 0, 1, 4), sequence: 2);
        Assert.Equal("given up", Since(0).Sources.Single().Problem);

        Take(Tally(Web, 1, 1, 12.5, At(10, ("a", "a_b", "bash", 3)), At(11, ("a", "a_b", "bash", 3))), sequence: 3);

        var source = Since(0).Sources.Single();
        Assert.Equal(("", DateTimeOffset.FromUnixTimeSeconds(Second + 11)), (source.Problem, source.CountedFrom));
    }

    [Fact]
    public void Who_knows_how_far_it_is_counted_says_so()
    {
        _window.Take(Tally(Web, 0, 1, 5, At(0, ("a", "a_b", "bash", 3))), knownUntilUnixNs: null);
        Assert.Null(Since(0).Sources.Single().CountedThrough);

        _window.Take(Tally(Web, 0, 1, 5) with { Sequence = 1 }, (Second + 3) * 1_000_000_000);
        _window.Take(Tally(Web, 0, 1, 5) with { Sequence = 2 }, knownUntilUnixNs: null);

        var source = Since(0).Sources.Single();
        Assert.Equal((Second + 3, Second + 3), (source.CountedThrough?.ToUnixTimeSeconds(), source.SettledThrough?.ToUnixTimeSeconds()));
    }

    [Fact]
    public void One_host_alone_can_be_asked_for()
    {
        Take(Tally(Web, 0, 1, 0.5, At(0, ("a", "a_b", "bash", 3))));
        Take(Tally(Db, 0, 1, 0.5, At(0, ("a", "a_b", "postgres", 3))));

        var view = _window.Since(0, "db1", DateTimeOffset.UnixEpoch);

        Assert.Equal("db1", Assert.Single(view.Sources).Host);
        Assert.Equal("db1", Assert.Single(view.Seconds).Host);
    }

    [Fact]
    public void What_does_not_fit_into_an_answer_comes_with_the_next_and_nothing_twice()
    {
        var window = new LiveWindow(1, mostOfAnswer: 5);
        window.Take(Tally(Web, 0, 1, 9.5, [.. Enumerable.Range(0, 10).Select(n => At(n, ("a", "a_b", "bash", n + 1)))]));

        List<long> told = [];
        for (LiveView? view = null; view is null || view.HasMore;)
        {
            view = window.Since(view?.Version ?? 0, null, DateTimeOffset.UnixEpoch);
            Assert.InRange(view.Seconds.Count, 1, 2);
            told.AddRange(view.Seconds.Select(second => second.UnixSeconds - Second));
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(n => (long)n), told.Order());
    }

    [Fact]
    public void Old_seconds_are_forgotten_and_of_too_many_names_sooner()
    {
        Take(Tally(Web, 0, 1, 0.5, At(0, ("a", "a_b", "bash", 3))));
        Take(Tally(Web, 0, 1, LiveView.SecondsKept + 1, At(LiveView.SecondsKept, ("a", "a_b", "bash", 3))), sequence: 1);
        Assert.Equal(Second + LiveView.SecondsKept, Assert.Single(Since(0).Seconds).UnixSeconds);

        var small = new LiveWindow(1, mostEntries: 30);
        for (var second = 0; second < 50; second++) small.Take(Tally(Web, 0, 1, second + 0.5, At(second, ("a", "a_b", "bash", 3))) with { Sequence = second });
        var kept = small.Since(0, null, DateTimeOffset.UnixEpoch).Seconds.Select(second => second.UnixSeconds - Second).ToList();
        Assert.InRange(kept.Count, 2, 10);
        Assert.Equal(49, kept.Max());
    }

    [Fact]
    public void Names_beyond_all_measure_are_added_up()
    {
        Take(Tally(Web, 0, 1, 0.5, At(0, [.. Enumerable.Range(0, 5_000).Select(n => ("a", "a_b", $"p{n}", 1L))])));

        var second = Since(0).Seconds.Single();

        Assert.Equal(4_001, second.Processes.Count);
        Assert.Equal(5_000, second.Processes.Sum(process => process.Count));
        Assert.Equal("(others)", second.Processes[0].Name);
    }

    [Fact]
    public void Sources_of_nodes_that_are_gone_are_gone()
    {
        Take(Tally(Web, 0, 1, 0.5, At(0, ("a", "a_b", "bash", 3))));
        Take(Tally(Db, 0, 1, 0.5, At(0, ("a", "a_b", "bash", 3))) with { Node = "db1:9471" });

        _window.Keep(new HashSet<string> { "db1:9471" });

        Assert.Equal("db1", Assert.Single(Since(0).Sources).Host);
    }

    private static LiveTally Tally(SourceId source, long chunk, long run, double asOf, params LiveSecond[] seconds) =>
        new(new ChunkId(source, run, chunk), "ams", "web1:9471", 0, (Second * 1_000_000_000) + (long)(asOf * 1e9), seconds, 0, false, "");

    private static LiveSecond At(long after, params (string Type, string Event, string Process, long Events)[] counts) =>
        new(Second + after, [.. counts.Select(count => new LiveCount(count.Type, count.Event, count.Process, count.Events))], 0, 0, []);

    private void Take(LiveTally tally, long sequence = 0) => Assert.True(_window.Take(tally with { Sequence = sequence }));

    private LiveView Since(long version) => _window.Since(version, null, DateTimeOffset.UnixEpoch);
}
