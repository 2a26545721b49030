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

        _cycle.CutDone(Noon.AddSeconds(5.2), Offset);

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
        _cycle.CutDone(Noon, Offset);
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
    public void A_chunk_that_has_grown_to_its_most_bytes_is_cut_before_its_time()
    {
        var cycle = new RecordingCycle(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(100), chunkMaxBytes: 1000);
        cycle.Started(Noon, Offset);

        Assert.Equal(CycleAction.None, cycle.Next(Noon.AddSeconds(1), Offset, chunkBytes: 999));
        Assert.Equal(CycleAction.Cut, cycle.Next(Noon.AddSeconds(1.2), Offset, chunkBytes: 1000));
        cycle.CutDone(Noon.AddSeconds(1.3), Offset);

        Assert.Equal(Noon.AddSeconds(7), cycle.NextCut);
    }

    [Fact]
    public void However_great_the_storm_cuts_for_size_keep_their_distance()
    {
        var cycle = new RecordingCycle(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(100), chunkMaxBytes: 1);
        cycle.Started(Noon, Offset);
        Assert.Equal(CycleAction.None, cycle.Next(Noon + RecordingCycle.SizeLook - TimeSpan.FromTicks(1), Offset, chunkBytes: 1 << 30));
        Assert.Equal(CycleAction.Cut, cycle.Next(Noon + RecordingCycle.SizeLook, Offset, chunkBytes: 1 << 30));
        cycle.CutDone(Noon + RecordingCycle.SizeLook, Offset);

        Assert.Equal(CycleAction.None, cycle.Next(Noon + (1.9 * RecordingCycle.SizeLook), Offset, chunkBytes: 1 << 30));
        Assert.Equal(CycleAction.Cut, cycle.Next(Noon + (2 * RecordingCycle.SizeLook), Offset, chunkBytes: 1 << 30));
    }

    [Fact]
    public void Where_no_size_is_set_only_time_cuts()
    {
        _cycle.Started(Noon, Offset);

        Assert.Equal(CycleAction.None, _cycle.Next(Noon.AddSeconds(4), Offset, chunkBytes: long.MaxValue));
    }

    [Fact]
    public void A_clock_that_was_set_while_nobody_looked_ends_the_run_at_once()
    {
        _cycle.Started(Noon, Offset, runOffset: Offset - TimeSpan.FromSeconds(1));

        Assert.Equal(CycleAction.EndRun, _cycle.Next(Noon, Offset));
    }

    [Fact]
    public void A_held_cycle_rests_until_it_is_let_go_and_a_pause_outlasts_it()
    {
        _cycle.Started(Noon, Offset);
        _cycle.Hold(true);
        Assert.Equal(CycleAction.EndRun, _cycle.Next(Noon, Offset));
        _cycle.RunEnded();
        _cycle.Pause();
        _cycle.Hold(false);
        Assert.Equal(CycleAction.None, _cycle.Next(Noon, Offset));

        _cycle.Resume();

        Assert.Equal(CycleAction.BeginRun, _cycle.Next(Noon, Offset));
    }

    [Fact]
    public void A_result_that_nobody_waits_for_is_an_error()
    {
        Assert.Throws<InvalidOperationException>(() => _cycle.CutDone(Noon, Offset));
    }
}
