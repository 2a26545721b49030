using Steadytrace.Cluster.Tracing;

namespace Steadytrace.Cluster.Tests.Tracing;

public sealed class RecordingCycleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 3, TimeSpan.Zero);
    private static readonly TimeSpan Offset = TimeSpan.FromDays(1);
    private readonly RecordingCycle _cycle = new(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(100));

    [Fact]
    public void The_first_chunk_is_short_and_later_cuts_fall_on_multiples_of_the_length()
    {
        _cycle.Started(Noon, Offset);
        Assert.Equal(CycleAction.None, _cycle.Next(Noon.AddSeconds(4.9), Offset));
        Assert.Equal(CycleAction.Cut, _cycle.Next(Noon.AddSeconds(5), Offset));

        _cycle.CutDone(Noon.AddSeconds(5.2));

        Assert.Equal(Noon.AddSeconds(7), _cycle.NextCut);
    }

    [Fact]
    public void One_action_is_under_way_at_a_time()
    {
        _cycle.Started(Noon, Offset);
        _cycle.Rotate();
        Assert.Equal(CycleAction.Cut, _cycle.Next(Noon, Offset));

        _cycle.End();

        Assert.Equal(CycleAction.None, _cycle.Next(Noon, Offset));
        _cycle.CutDone(Noon);
        Assert.Equal(CycleAction.EndRun, _cycle.Next(Noon, Offset));
    }

    [Fact]
    public void A_step_of_the_wall_clock_ends_the_run_and_begins_another()
    {
        _cycle.Started(Noon, Offset);

        Assert.Equal(CycleAction.None, _cycle.Next(Noon, Offset + TimeSpan.FromMilliseconds(100)));
        Assert.Equal(CycleAction.EndRun, _cycle.Next(Noon, Offset - TimeSpan.FromMilliseconds(101)));
        _cycle.RunEnded();

        Assert.Equal(CycleState.Starting, _cycle.State);
    }

    [Fact]
    public void A_paused_cycle_begins_a_run_when_it_is_resumed()
    {
        _cycle.Started(Noon, Offset);
        _cycle.Pause();
        Assert.Equal(CycleAction.EndRun, _cycle.Next(Noon, Offset));
        _cycle.RunEnded();
        Assert.Equal(CycleState.Paused, _cycle.State);

        _cycle.Resume();

        Assert.Equal(CycleAction.BeginRun, _cycle.Next(Noon, Offset));
    }

    [Fact]
    public void An_ended_cycle_stays_ended()
    {
        _cycle.Started(Noon, Offset);
        _cycle.End();
        _cycle.Next(Noon, Offset);
        _cycle.RunEnded();

        Assert.Equal(CycleState.Ended, _cycle.State);
        Assert.Equal(CycleAction.None, _cycle.Next(Noon.AddHours(1), Offset));
    }

    [Fact]
    public void A_result_that_nobody_waits_for_is_an_error()
    {
        Assert.Throws<InvalidOperationException>(() => _cycle.CutDone(Noon));
    }
}
