using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Steadytrace.Metrics.Names;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Metrics.Tests.Names;

public sealed class IntervalMetricsTests
{
    private const long Start = 1_795_411_740;
    private static readonly MetricScope Scope = new(IntervalLength.OneMinute, "lttng", "dc1", "h1");
    private static readonly LedgerLines Nothing = new() { Recorded = 0, Counted = 0, Lost = 0, LostChunks = 0, GapSeconds = 0, Partial = false };

    [Fact]
    public void An_interval_without_events_still_has_its_ledger_and_the_other_processes()
    {
        Assert.Equal(
            [
                "1min.lttng.ledger.recorded.dc1.h1 0", "1min.lttng.ledger.counted.dc1.h1 0", "1min.lttng.ledger.lost.dc1.h1 0", "1min.lttng.ledger.lost_chunks.dc1.h1 0",
                "1min.lttng.ledger.gap_seconds.dc1.h1 0", "1min.lttng.ledger.partial.dc1.h1 0", "1min.lttng.procname._other.dc1.h1 0",
            ],
            Texts(new IntervalTally(), Nothing));
    }

    [Fact]
    public void The_ledger_says_what_it_was_given()
    {
        var ledger = new LedgerLines { Recorded = 10, Counted = 7, Lost = 3, LostChunks = 2, GapSeconds = 1.5, Partial = true };

        Assert.Equal(["recorded 10", "counted 7", "lost 3", "lost_chunks 2", "gap_seconds 1.5", "partial 1"], Texts(new IntervalTally(), ledger).Take(6).Select(Short));

        static string Short(string line) => line.Replace("1min.lttng.ledger.", "", StringComparison.Ordinal).Replace(".dc1.h1", "", StringComparison.Ordinal);
    }

    [Fact]
    public void Packets_that_a_tracer_lost_are_told_where_there_are_any()
    {
        Assert.Contains("1min.lttng.ledger.lost_packets.dc1.h1 3", Texts(new IntervalTally { LostPackets = 3 }, Nothing));
        Assert.DoesNotContain(Texts(new IntervalTally(), Nothing), line => line.Contains("lost_packets", StringComparison.Ordinal));
    }

    [Fact]
    public void A_tracer_that_makes_no_claim_has_no_recorded_line() =>
        Assert.DoesNotContain(Texts(new IntervalTally(), Nothing with { Recorded = null }), line => line.Contains("recorded", StringComparison.Ordinal));

    [Fact]
    public void Names_that_fall_together_are_added_up()
    {
        var tally = Tally(("a:b", "x y", 1), ("a:b", "x/y", 2), ("a:b", "x_y", 4));
        tally.Add(new TracedEvent("t", "n/1"), "x_y", 8);
        tally.Add(new TracedEvent("t", "n 1"), "x_y", 16);

        var lines = Texts(tally, Nothing);

        Assert.Contains("1min.lttng.procname.x_y.dc1.h1 31", lines);
        Assert.Contains("1min.lttng.events.t.n_1.dc1.h1 24", lines);
        Assert.Contains("1min.lttng.events.a.b.dc1.h1 7", lines);
    }

    [Fact]
    public void Kernel_threads_are_counted_as_one_per_kind_unless_told_otherwise()
    {
        var tally = Tally(("e", "kworker/0:1", 1), ("e", "kworker/u4:3-flush", 2), ("e", "swapper/3", 4), ("e", "<idle>", 8), ("e", "rcu_preempt", 16), ("e", "rcuop/1", 32), ("e", "kworkers", 64));

        var lines = Texts(tally, Nothing);

        Assert.Equal(["_other 0", "kworker 3", "kworkers 64", "rcu 48", "swapper 12"], Processes(lines));
        Assert.Equal(8, Processes(Texts(tally, Nothing, new MetricOptions { ProcessGroups = [] })).Count);
    }

    [Fact]
    public void The_largest_process_names_stay_and_ties_go_by_name()
    {
        var tally = Tally(("e", "d", 5), ("e", "c", 5), ("e", "b", 5), ("e", "a", 1), ("e", "z", 9));

        Assert.Equal(["_other 6", "b 5", "c 5", "z 9"], Processes(Texts(tally, Nothing, new MetricOptions { MaxProcessNames = 3 })));
    }

    [Fact]
    public void A_correction_is_not_limited()
    {
        var tally = new IntervalTally();
        for (var n = 0; n < 700; n++) tally.Add(new TracedEvent("e", "e"), $"p{n}", 1);

        Assert.Equal(501, Processes(Texts(tally, Nothing)).Count);
        Assert.Contains("_other 200", Processes(Texts(tally, Nothing)));
        Assert.Equal(701, Processes(Texts(tally, Nothing, new MetricOptions().Unlimited())).Count);
        Assert.Contains("_other 0", Processes(Texts(tally, Nothing, new MetricOptions().Unlimited())));
    }

    [Fact]
    public void A_process_that_calls_itself_other_stays_counted() =>
        Assert.Equal(["_other 3", "a 5"], Processes(Texts(Tally(("e", "_other", 1), ("e", ".other", 2), ("e", "a", 5)), Nothing)));

    [Property]
    public Property Whatever_is_counted_the_sums_over_names_are_the_events((NonNull<string> Type, NonNull<string> Name, NonNull<string> Process, PositiveInt Count)[] counts, byte limit)
    {
        var tally = new IntervalTally();
        foreach (var (type, name, process, count) in counts) tally.Add(new TracedEvent(type.Get, name.Get), process.Get, count.Get);

        var lines = IntervalMetrics.Lines(Scope, Start, tally, Nothing, new MetricOptions { MaxProcessNames = limit % 8 });

        return (Sum(".procname.") == tally.Events).Label("processes")
            .And((Sum(".events.") == tally.Events).Label("events"))
            .And(lines.All(line => MetricNames.IsName(line.Name) && line.Name.Split('.').Length is 6 or 7).Label("names"))
            .And((lines.Select(line => line.Name).Distinct().Count() == lines.Count).Label("each name once"))
            .And((lines.Count(line => line.Name.Contains(".procname.", StringComparison.Ordinal)) <= (limit % 8) + 1).Label("limit"));

        double Sum(string family) => lines.Where(line => line.Name.Contains(family, StringComparison.Ordinal)).Sum(line => line.Value);
    }

    private static IntervalTally Tally(params (string Event, string Process, long Count)[] counts)
    {
        var tally = new IntervalTally();
        foreach (var (name, process, count) in counts) tally.Add(TracedEvent.FromName(name), process, count);
        return tally;
    }

    private static List<string> Texts(IntervalTally tally, LedgerLines ledger, MetricOptions? options = null)
    {
        var lines = IntervalMetrics.Lines(Scope, Start, tally, ledger, options ?? new MetricOptions());
        Assert.All(lines, line => Assert.Equal(Start, line.UnixSeconds));
        return [.. lines.Select(line => line.ToString()[..^$" {Start}".Length])];
    }

    private static List<string> Processes(List<string> lines) =>
        [.. lines.Where(line => line.Contains(".procname.", StringComparison.Ordinal)).Select(line => line["1min.lttng.procname.".Length..].Replace(".dc1.h1", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
