using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Ctf.Plan;

namespace Steadytrace.Traces.Tests.Ctf;

public sealed class SmallStreamsTests
{
    [Fact]
    public void A_plan_is_made_only_of_streams_with_enough_bytes()
    {
        using var trace = Trace("enough", 60, 40);

        Count(trace, planFromBytes: 101);
        Assert.Null(FindMade(trace));

        Count(trace, planFromBytes: 100);
        Assert.NotNull(FindMade(trace));
    }

    [Fact]
    public void All_streams_have_a_plan_unless_told_otherwise()
    {
        using var trace = Trace("always", 1);

        Count(trace, planFromBytes: new CountOptions().PlanFromBytes);

        Assert.NotNull(FindMade(trace));
    }

    // Layouts are kept by their text: the name makes each test's its own.
    private static SmallTrace Trace(string name, params int[] bytes) => new(
        $$"""
        trace { major = 1; minor = 8; byte_order = le; };
        event { name = "{{name}}"; fields := struct { integer { size = 8; } a; }; };
        """,
        [.. bytes.Select((length, number) => ($"stream{number}", new byte[length]))]);

    private static void Count(SmallTrace trace, long planFromBytes)
    {
        var bytes = TraceCounter.Bytes(trace.Path);
        Assert.Equal(bytes, TraceCounter.Count(trace.Path, new CountOptions { PlanFromBytes = planFromBytes }).Tally.Events);
    }

    // What a count too small to make a plan finds: one that an earlier count made, or none.
    private static StreamPlan? FindMade(SmallTrace trace)
    {
        var stream = TraceDirectory.Open(trace.Path).Layout.Streams.Values.Single();
        return new PlanShelf(new HashSet<StreamClass> { stream }).Find(stream);
    }
}
