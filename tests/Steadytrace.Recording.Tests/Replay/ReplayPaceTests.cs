using Steadytrace.Recording.Replay;

namespace Steadytrace.Recording.Tests.Replay;

public sealed class ReplayPaceTests
{
    private static readonly ReplayTrace First = new("a", 100, 200);
    private static readonly ReplayTrace Second = new("b", 200, 350);

    [Fact]
    public void Once_hands_out_a_trace_per_cut_at_its_own_times()
    {
        var pace = new ReplayOnce([First, Second]);

        Assert.Equal(100, pace.Start(7777));
        AssertCut(pace.Cut(7777), [First], end: 200, last: 200, shift: 0);
        Assert.True(pace.IsAtItsEnd);
        AssertCut(pace.Cut(7777), [Second], end: 350, last: 350, shift: 0);
        AssertCut(pace.Cut(7777), [], end: 350, last: 350, shift: 0);
    }

    [Fact]
    public void At_a_speed_each_trace_is_handed_out_when_it_would_be_over()
    {
        // 100 to 200 and 200 to 350, twice as fast.
        var pace = new ReplayPaced([First, Second], speed: 2);

        Assert.Equal(100, pace.Start(1000));
        Assert.False(pace.IsDue(1049));
        AssertCut(pace.Cut(1049), [], end: 100, last: 100, shift: 0);
        Assert.True(pace.IsDue(1050));
        AssertCut(pace.Cut(1050), [First], end: 200, last: 200, shift: 0);
        Assert.False(pace.IsDue(1124));
        Assert.False(pace.IsAtItsEnd);
        AssertCut(pace.Cut(1125), [Second], end: 350, last: 350, shift: 0);
        Assert.True(pace.IsAtItsEnd);
        AssertCut(pace.Cut(9999), [], end: 350, last: 350, shift: 0);
    }

    [Fact]
    public void What_appears_is_handed_out_one_trace_per_cut()
    {
        Queue<IReadOnlyList<ReplayTrace>> arrivals = new([[First], [], [Second, new("c", 350, 360)]]);
        var pace = new ReplayFollow(() => arrivals.TryDequeue(out var some) ? some : []);

        Assert.Equal(100, pace.Start(7777));
        Assert.True(pace.IsDue(7777));
        AssertCut(pace.Cut(7777), [First], end: 100, last: 200, shift: 0);
        Assert.False(pace.IsDue(7777));
        AssertCut(pace.Cut(7777), [], end: 100, last: 100, shift: 0);
        Assert.True(pace.IsDue(7777));
        AssertCut(pace.Cut(7777), [Second], end: 200, last: 350, shift: 0);
        AssertCut(pace.Cut(7777), [new("c", 350, 360)], end: 350, last: 360, shift: 0);
        Assert.False(pace.IsAtItsEnd);
    }

    [Fact]
    public void A_chunk_of_overlapping_traces_ends_where_a_later_one_begins()
    {
        var long_ = new ReplayTrace("long", 100, 500);
        var inside = new ReplayTrace("inside", 150, 160);
        var pace = new ReplayOnce([long_, inside, First]);

        Assert.Equal(100, pace.Start(0));
        AssertCut(pace.Cut(0), [long_], end: 100, last: 500, shift: 0);
        AssertCut(pace.Cut(0), [inside], end: 100, last: 160, shift: 0);
        AssertCut(pace.Cut(0), [First], end: 500, last: 500, shift: 0);
    }

    [Fact]
    public void A_loop_hands_out_what_is_over_by_now()
    {
        var pace = new ReplayLoop([First, Second]);

        Assert.Equal(1000, pace.Start(1000));
        AssertCut(pace.Cut(1099), [], end: 1000, last: 1000, shift: 900);
        AssertCut(pace.Cut(1100), [First], end: 1100, last: 1100, shift: 900);
        AssertCut(pace.Cut(1249), [], end: 1100, last: 1100, shift: 900);
    }

    [Fact]
    public void A_loop_begins_its_next_round_at_the_cut_that_ends_the_last_one()
    {
        var pace = new ReplayLoop([First, Second]);
        pace.Start(1000);

        AssertCut(pace.Cut(1300), [First, Second], end: 1300, last: 1300, shift: 900);
        AssertCut(pace.Cut(1400), [First], end: 1400, last: 1400, shift: 1200);
        AssertCut(pace.Cut(9999), [Second], end: 9999, last: 9999, shift: 1200);
        Assert.False(pace.IsAtItsEnd);
    }

    private static void AssertCut(ReplayCut cut, IEnumerable<ReplayTrace> traces, long end, long last, long shift)
    {
        Assert.Equal(traces, cut.Traces);
        Assert.Equal((end, last, shift), (cut.EndUnixNs, cut.LastUnixNs, cut.ShiftNanoseconds));
    }
}
