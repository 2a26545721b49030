using Steadytrace.Testing;
using Steadytrace.Traces.Following;
using Steadytrace.Traces.Tallies;
using Steadytrace.Traces.Tests.Ctf;

namespace Steadytrace.Traces.Tests.Following;

public sealed class TraceFollowerTests
{
    [Fact]
    public void What_is_not_there_yet_is_nothing_and_what_came_never_is_nothing_either()
    {
        using var folder = new TemporaryFolder();
        var follower = new TraceFollower(new CountOptions());

        Assert.Equal(0, follower.Look(folder["nowhere"]).Tally.Events);
        Assert.Equal(0, follower.Look(folder.Path).Tally.Events);
        Assert.False(follower.End(folder.Path).IsCorrection);
    }

    [SharedTraceFact]
    public void A_trace_may_move_while_it_is_followed()
    {
        using var folder = new TemporaryFolder();
        using var growing = GrowingTrace.Of(SharedTraces.Path("kernel-and-ust-lost"), seed: 3);
        var options = new CountOptions { Before = [new StreamTail("trace/kernel/nothing_0", 1, 1)] };
        var follower = new TraceFollower(options);
        growing.WriteWhole(file => file.EndsWith("metadata", StringComparison.Ordinal));
        for (var look = 0; look < 10; look++)
        {
            growing.WriteMore(100_000);
            growing.Take(follower.Look([new GrowingPlace(growing.Path, "trace/")]));
        }

        growing.WriteWhole(_ => true);
        growing.Take(follower.Look([new GrowingPlace(growing.Path, "trace/")]));
        Directory.Move(growing.Path, folder["trace"]);
        growing.Take(follower.Look([new GrowingPlace(growing.Path, "trace/")]));
        var last = follower.End(folder.Path);
        growing.Take(last);

        Assert.Equal(TallyText.Of(TraceCounter.Count(folder.Path, options).Tally), TallyText.Of(growing.Sum));
        Assert.False(last.IsCorrection);
    }

    [SharedTraceTheory]
    [InlineData(1_000_000, 2)]
    [InlineData(40, 18_000)]
    public void Where_a_limit_is_met_the_closed_trace_decides(long entries, int intervals)
    {
        using var growing = GrowingTrace.Of(SharedTraces.Path("kernel-two-hosts/scp_src"), seed: 5);
        growing.WriteWhole(file => file.EndsWith("metadata", StringComparison.Ordinal));
        var options = new CountOptions { Interval = IntervalLength.All[0], MaximumEntries = entries, MaximumIntervals = intervals };

        var last = growing.FollowToTheEnd(new TraceFollower(options), mostBytes: 1 << 20, looks: 30);

        Assert.Equal(TallyText.Of(TraceCounter.Count(growing.Path, options).Tally), TallyText.Of(growing.Sum));
        Assert.True(last.IsCorrection);
    }

    [Fact]
    public void A_packet_waits_for_the_declaration_of_its_events()
    {
        const string Stream = "trace { major = 1; minor = 8; byte_order = le; };\nstream { packet.context := struct { integer { size = 32; align = 8; } packet_size; integer { size = 32; align = 8; } cpu_id; }; event.header := struct { integer { size = 8; align = 8; } id; }; };\n";
        using var trace = new SmallTrace(Stream + "event { id = 1; name = \"my:one\"; };\n", ("a", SmallTrace.Bytes(80u, 0u, 1, 1)));
        var follower = new TraceFollower(new CountOptions());
        var first = follower.Look(trace.Path).Tally;
        File.AppendAllText(Path.Combine(trace.Path, "b"), "");
        using (var more = new FileStream(Path.Combine(trace.Path, "a"), FileMode.Append)) more.Write(SmallTrace.Bytes(80u, 0u, 1, 2));

        var second = follower.Look(trace.Path).Tally;
        File.AppendAllText(Path.Combine(trace.Path, "metadata"), "event { id = 2; name = \"my:two\"; };\n");
        var third = follower.Look(trace.Path).Tally;

        Assert.Equal([2, 0, 2], new[] { first.Events, second.Events, third.Events });
        Assert.False(follower.End(trace.Path).IsCorrection);
    }

    [Fact]
    public void A_range_a_split_and_a_span_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new TraceFollower(new CountOptions { FromUnixNanoseconds = 1 }));
        Assert.Throws<ArgumentException>(() => new TraceFollower(new CountOptions { Split = CountSplit.Cpu }));
        Assert.Throws<ArgumentException>(() => new TraceFollower(new CountOptions { WithSpan = true }));
    }
}
