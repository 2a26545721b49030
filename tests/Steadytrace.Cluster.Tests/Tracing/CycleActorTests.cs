using Akka.Actor;
using Akka.TestKit;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tests.Tracing;

/// <summary>The test is the spool. A cycle that fails is made anew at once, by the guardian.</summary>
public sealed class CycleActorTests : ActorTests
{
    private static readonly SourceId Source = new(new HostId("laptop"), "scripted");
    private readonly TestProbe _spool;
    private readonly ScriptedTracer _tracer;
    private readonly FailureBoard _failures;
    private readonly RecorderTurns _turns = new();

    public CycleActorTests()
    {
        _tracer = new ScriptedTracer(Clock);
        _failures = new FailureBoard("node", Clock);
        _spool = CreateTestProbe();
        _spool.IgnoreMessages(message => message is CycleStateChanged);
    }

    [Fact]
    public void A_new_run_begins_in_the_chunk_that_the_spool_made()
    {
        Recording();

        Assert.Equal(["start"], _tracer.Calls);
        Assert.True(_tracer.IsRecording);
    }

    [Fact]
    public void A_cut_is_asked_for_when_it_is_due_and_closes_the_open_chunk()
    {
        Recording();

        Advance(TimeSpan.FromSeconds(5));
        CutInto(1);

        Assert.Equal(["start", "cut"], _tracer.Calls);
    }

    [Fact]
    public void A_run_whose_tracer_still_records_goes_on()
    {
        Recording();
        CycleFailsAtItsCut();

        Resumed(open: Chunk(7, 1));
        Assert.Equal(7, _spool.ExpectMsg<RunAdopted>().Run);
        AdvanceUntil(() => _spool.HasMessages, "the next cut");
        CutInto(2, closed: 1);

        Assert.Equal(["start", "cut", "let go", "adopt", "cut"], _tracer.Calls);
    }

    [Fact]
    public void A_run_whose_tracer_is_gone_is_over_before_the_next_begins()
    {
        MakeCycle();
        Resumed(open: Chunk(6, 3));

        Assert.Equal(6, _spool.ExpectMsg<RunLost>().Run);
        _spool.ExpectMsg<RunWanted>();
    }

    [Fact]
    public void A_failure_is_told_by_name_and_cleared_when_it_records_again()
    {
        _tracer.Failures["start"] = new RecorderException("no permission", permanent: true);
        MakeCycle();
        Resumed(open: null);
        _spool.ExpectMsg<RunWanted>();
        _spool.Reply(Chunk(7, 0));
        _spool.ExpectMsg<ResumeWanted>();
        var failure = Assert.Single(_failures.Recent());
        Assert.Equal(("recorder scripted", "no permission", true), (failure.Part, failure.LastMessage, failure.StaysDown));

        _spool.Reply(new ResumeGiven(null));
        _spool.ExpectMsg<RunWanted>();
        _spool.Reply(Chunk(8, 0));
        _spool.ExpectMsg<RunStarted>();

        AwaitAssert(() => Assert.True(Assert.Single(_failures.Recent()) is { StaysDown: false, Recovered: true }));
    }

    [Fact]
    public void A_paused_recorder_ends_its_run_and_a_resumed_one_begins_another()
    {
        var cycle = Recording();

        cycle.Tell(new TracerCommanded(TracerCommand.Pause));
        Assert.Equal(0, _spool.ExpectMsg<ChunkClosed>().Id.Number);
        _spool.ExpectMsg<RunEnded>();
        Assert.False(_tracer.IsRecording);

        // Without a run there is nothing to restart, and the next one must not be cut short by it.
        cycle.Tell(new TracerCommanded(TracerCommand.Restart));
        cycle.Tell(new TracerCommanded(TracerCommand.Resume));
        Resumed(open: null);
        _spool.ExpectMsg<RunWanted>();
        _spool.Reply(Chunk(8, 0));
        _spool.ExpectMsg<RunStarted>();
        Advance(TimeSpan.FromSeconds(1));
        _spool.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Assert.True(_tracer.IsRecording);
    }

    [Fact]
    public void A_restart_ends_the_run_and_begins_another()
    {
        Recording().Tell(new TracerCommanded(TracerCommand.Restart));

        _spool.ExpectMsg<ChunkClosed>();
        _spool.ExpectMsg<RunEnded>();
        _spool.ExpectMsg<ResumeWanted>();
    }

    [Fact]
    public void A_rotation_that_a_person_asks_for_does_not_wait_for_its_time()
    {
        Recording().Tell(new TracerCommanded(TracerCommand.Rotate));

        CutInto(1);
    }

    [Fact]
    public void A_recorder_that_has_nothing_more_ends_its_run_and_no_other_begins()
    {
        Recording();

        _tracer.LatestEnded!.SetResult();

        _spool.ExpectMsg<ChunkClosed>();
        _spool.ExpectMsg<RunEnded>();
        _spool.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void What_a_recorder_says_after_its_end_does_not_touch_the_next_one()
    {
        var cycle = Recording();
        var former = _tracer.LatestEnded!;
        cycle.Tell(new TracerCommanded(TracerCommand.Restart));
        _spool.ExpectMsg<ChunkClosed>();
        _spool.ExpectMsg<RunEnded>();
        Resumed(open: null);
        _spool.ExpectMsg<RunWanted>();
        _spool.Reply(Chunk(8, 0));
        _spool.ExpectMsg<RunStarted>();

        former.SetException(new RecorderException("its thread ended"));

        _spool.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        Assert.Empty(_failures.Recent());
    }

    [Fact]
    public void A_step_of_the_clock_begins_a_new_run()
    {
        Recording();

        Clock.Step = TimeSpan.FromMilliseconds(-200);
        Advance(TimeSpan.FromSeconds(1));

        _spool.ExpectMsg<ChunkClosed>();
        _spool.ExpectMsg<RunEnded>();
        _spool.ExpectMsg<ResumeWanted>();
    }

    [Fact]
    public void A_run_whose_wall_clock_was_set_while_nobody_looked_is_adopted_and_ended()
    {
        Recording();
        CycleFailsAtItsCut();
        var offset = Clock.GetUtcNow() - DateTimeOffset.UnixEpoch - Clock.GetElapsedTime(0);

        Resumed(open: Chunk(7, 1) with { ClockOffset = offset + TimeSpan.FromSeconds(1) });

        _spool.ExpectMsg<RunAdopted>();
        Assert.Equal(1, _spool.ExpectMsg<ChunkClosed>().Id.Number);
        _spool.ExpectMsg<RunEnded>();
    }

    [Fact]
    public void A_run_that_was_told_to_record_something_else_is_adopted_and_ended_and_another_begins()
    {
        Recording();
        CycleFailsAtItsCut();
        _tracer.IsOutdated = true;

        Resumed(open: Chunk(7, 1));

        _spool.ExpectMsg<RunAdopted>();
        Assert.Equal(1, _spool.ExpectMsg<ChunkClosed>().Id.Number);
        Assert.Equal(7, _spool.ExpectMsg<RunEnded>().Run);
        Resumed(open: null);
        _spool.ExpectMsg<RunWanted>();
        _spool.Reply(Chunk(8, 0));
        _spool.ExpectMsg<RunStarted>();
        Assert.Equal(["start", "cut", "let go", "adopt", "stop", "let go", "start"], _tracer.Calls);
    }

    [Fact]
    public void A_recorder_that_a_person_paused_stays_paused_over_the_death_of_its_process()
    {
        var cycle = MakeCycle();
        _spool.ExpectMsg<ResumeWanted>();
        _spool.Reply(new ResumeGiven(null, IsPaused: true));
        Settle(cycle);
        Advance(TimeSpan.FromSeconds(30));
        _spool.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Assert.Empty(_tracer.Calls);

        cycle.Tell(new TracerCommanded(TracerCommand.Resume));

        Resumed(open: null);
        _spool.ExpectMsg<RunWanted>();
    }

    [Fact]
    public void A_recorder_that_was_paused_while_its_cycle_was_down_is_adopted_and_ended()
    {
        Recording();
        CycleFailsAtItsCut();

        _spool.ExpectMsg<ResumeWanted>();
        _spool.Reply(new ResumeGiven(Chunk(7, 1), IsPaused: true));

        _spool.ExpectMsg<RunAdopted>();
        _spool.ExpectMsg<ChunkClosed>();
        _spool.ExpectMsg<RunEnded>();
        Assert.False(_tracer.IsRecording);
    }

    [Fact]
    public void A_storm_is_cut_by_size_again_and_again_within_the_length_of_one_chunk()
    {
        var cycle = Recording(new TracerOptions { ChunkMaxBytes = 1 << 20 });
        for (var number = 1; number <= 4; number++)
        {
            Storm();
            AdvanceUntil(() => _spool.HasMessages, "the next cut");
            CutInto(number, closed: number - 1);
            File.Delete(Folder["storm"]);
            Settle(cycle);
        }

        Assert.True(Clock.GetUtcNow() - T0 <= TimeSpan.FromSeconds(4), "cut by size, not by time");

        void Storm()
        {
            using var file = File.Create(Folder["storm"]);
            file.SetLength(5 << 20);
        }
    }

    [Fact]
    public void A_recorder_is_let_go_of_only_when_its_call_has_ended_and_its_successor_waits_for_that()
    {
        _tracer.IsDeaf = true;
        var gate = _tracer.Gates["cut"] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cycle = Recording();
        cycle.Tell(new TracerCommanded(TracerCommand.Rotate));
        _spool.ExpectMsg<NextChunkWanted>();
        _spool.Reply(Chunk(7, 1));
        AwaitCondition(() => _tracer.Calls.Contains("cut"));

        Stop(cycle);
        var successor = MakeCycle();
        Resumed(open: Chunk(7, 1));
        Settle(successor);
        _spool.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Assert.Equal(["start", "cut"], _tracer.Calls);
        gate.SetResult();

        _spool.ExpectMsg<RunAdopted>();
        Assert.Equal(["start", "cut", "let go", "adopt"], _tracer.Calls);
    }

    private void CycleFailsAtItsCut()
    {
        _tracer.Failures["cut"] = new RecorderException("the daemon is gone");
        Advance(TimeSpan.FromSeconds(5));
        _spool.ExpectMsg<NextChunkWanted>();
        _spool.Reply(Chunk(7, 1));
    }

    private IActorRef MakeCycle(TracerOptions? chosen = null)
    {
        var (maker, options, spool, turns) = (_tracer.Maker(), chosen ?? new TracerOptions(), _spool.Ref, _turns);
        return Sys.ActorOf(Props.Create(() => new CycleActor(maker, options, spool, turns, _failures, Clock)));
    }

    private IActorRef Recording(TracerOptions? chosen = null)
    {
        var cycle = MakeCycle(chosen);
        Resumed(open: null);
        _spool.ExpectMsg<RunWanted>();
        _spool.Reply(Chunk(7, 0));
        Assert.Equal((7L, Ns(0)), _spool.ExpectMsg<RunStarted>() is var began ? (began.Run, began.BeganUnixNs) : default);
        // Its timer runs once it answers.
        Settle(cycle);
        return cycle;
    }

    private void Resumed(ChunkReady? open)
    {
        _spool.ExpectMsg<ResumeWanted>();
        _spool.Reply(new ResumeGiven(open));
    }

    private void CutInto(long next, long closed = 0)
    {
        Assert.Equal(7, _spool.ExpectMsg<NextChunkWanted>().Run);
        _spool.Reply(Chunk(7, next));
        Assert.Equal(closed, _spool.ExpectMsg<ChunkClosed>().Id.Number);
    }

    private ChunkReady Chunk(long run, long number) => new(new RecordingRun(Source, run, Folder.Path), new ChunkId(Source, run, number), Folder.Path);
}
