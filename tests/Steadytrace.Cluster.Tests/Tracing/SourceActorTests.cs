using Akka.Actor;
using Akka.TestKit;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tests.Tracing;

/// <summary>A cycle and a real spool, stopped in every state that a recorder can be in.</summary>
public sealed class SourceActorTests : ActorTests
{
    /// <summary>Nothing takes so long but on a machine that has much else to do.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private static readonly SourceId Id = new(new HostId("laptop"), "scripted");
    private readonly ScriptedTracer _tracer;
    private readonly TestProbe _dispatcher;
    private readonly FailureBoard _failures;

    public SourceActorTests()
    {
        _tracer = new ScriptedTracer(Clock);
        _dispatcher = CreateTestProbe();
        _failures = new FailureBoard("node", Clock);
    }

    [Fact]
    public void A_node_that_leaves_its_recorder_closes_the_chunk_and_lets_go()
    {
        var source = Recording();

        StopWith(source, endRecorders: false);

        AwaitAssert(() => Assert.Equal(["start", "cut", "let go"], _tracer.Calls));
        Assert.True(_tracer.IsRecording);
        Assert.Equal(0, Assert.Single(Load().Decided).Id.Number);
        Assert.Equal(1, Assert.Single(Load().Undecided).Id.Number);
        Assert.False(Assert.Single(Load().Runs).IsOver);
    }

    [Fact]
    public void The_next_process_goes_on_with_what_was_left()
    {
        StopWith(Recording(), endRecorders: false);

        Recording(until: "adopt");

        Assert.Single(Load().Runs);
        Assert.Single(_tracer.Calls, "start");
    }

    [Fact]
    public void A_recorder_that_is_to_end_ends_and_its_run_is_over()
    {
        StopWith(Recording(), endRecorders: true);

        Assert.False(_tracer.IsRecording);
        Assert.True(Assert.Single(Load().Runs).IsOver);
    }

    [Fact]
    public void A_recorder_that_is_being_started_is_called_off()
    {
        _tracer.Gates["start"] = new TaskCompletionSource();
        var source = Make();
        AwaitCondition(() => _tracer.Calls.Contains("start"), Soon);

        StopWith(source, endRecorders: true);

        Assert.False(_tracer.IsRecording);
        Assert.True(Assert.Single(Load().Runs).IsOver);
    }

    [Fact]
    public void A_recorder_that_failed_and_waits_for_its_next_start_is_adopted_and_ended()
    {
        var source = Failed();

        StopWith(source, endRecorders: true);

        Assert.Equal("stop", _tracer.Calls.Last(call => call is not "let go"));
        Assert.False(_tracer.IsRecording);
        Assert.True(Assert.Single(Load().Runs).IsOver);
    }

    [Fact]
    public void A_recorder_that_failed_is_left_recording_where_it_is_to_be_left()
    {
        var source = Failed();

        StopWith(source, endRecorders: false);

        Assert.True(_tracer.IsRecording);
    }

    [Fact]
    public void A_recorder_that_fails_while_it_ends_is_ended_by_a_second_try()
    {
        var source = Recording();
        _tracer.Failures["stop"] = new RecorderException("busy");

        StopWith(source, endRecorders: true);

        Assert.Equal(["start", "stop", "let go", "adopt", "stop"], _tracer.Calls.Take(5));
        Assert.False(_tracer.IsRecording);
    }

    [Fact]
    public void A_cut_that_hangs_is_cancelled_and_the_recorder_still_ended()
    {
        _tracer.Gates["cut"] = new TaskCompletionSource();
        var source = Recording();
        source.Tell(new TracerCommanded(TracerCommand.Rotate));
        AwaitCondition(() => _tracer.Calls.Contains("cut"), Soon);

        source.Tell(new StopTracer(EndRecorders: true));
        AdvanceUntil(() => !_tracer.IsRecording, "the recorder is ended");

        ExpectMsg<SourceStopped>(Soon);
    }

    [Fact]
    public void A_persons_restart_does_not_wait_for_the_backoff()
    {
        var source = Failed();

        source.Tell(new TracerCommanded(TracerCommand.Restart));

        AwaitCondition(() => _tracer.Calls.Contains("adopt"), Soon);
    }

    [Fact]
    public void A_source_whose_recorder_cannot_be_had_any_more_closes_what_that_left_open()
    {
        var first = Recording();
        Stop(first);

        Make(null);

        AwaitAssert(() => Assert.True(Assert.Single(Load().Runs).IsOver), Soon);
    }

    [Fact]
    public void A_recorder_that_is_wanted_no_longer_is_adopted_saved_and_ended_and_begins_no_run()
    {
        StopWith(Recording(), endRecorders: false);

        var source = Make(_tracer.Maker(isFormer: true));

        AwaitCondition(() => StateOf(source) == "ended", Soon);
        Assert.Equal(["start", "cut", "let go", "adopt", "stop"], _tracer.Calls.Take(5));
        Assert.False(_tracer.IsRecording);
        StopWith(source, endRecorders: false);
        Assert.True(Assert.Single(Load().Runs).IsOver);
        Assert.Empty(Load().Undecided);
        Assert.All(Load().Decided, decided => Assert.Equal(0, decided.LostChunks));
    }

    [Fact]
    public void Of_a_recorder_that_is_wanted_no_longer_nothing_stays_although_it_cannot_be_adopted()
    {
        Stop(Recording());
        _tracer.Forget();

        var source = Make(_tracer.Maker(isFormer: true));

        AwaitCondition(() => StateOf(source) == "ended", Soon);
        Assert.Contains("abandon", _tracer.Calls);
        Assert.Single(_tracer.Calls, "start");
        StopWith(source, endRecorders: true);
        Assert.True(Assert.Single(Load().Runs).IsOver);
    }

    [Fact]
    public void A_recorder_that_is_wanted_no_longer_and_may_not_be_touched_keeps_nobody_waiting()
    {
        Stop(Recording());
        _tracer.Failures["adopt"] = new RecorderException("not root any more", permanent: true);

        var source = Make(_tracer.Maker(isFormer: true));

        AwaitCondition(() => StateOf(source) == "ended", Soon);
        Assert.Contains(_failures.Recent(), failure => failure is { LastMessage: "not root any more", StaysDown: true });
        StopWith(source, endRecorders: true);
        Assert.True(Assert.Single(Load().Runs).IsOver);
    }

    [Fact]
    public void A_recorder_that_never_recorded_here_is_not_even_made_to_be_ended()
    {
        var source = Make(_tracer.Maker(isFormer: true));

        AwaitCondition(() => StateOf(source) == "ended", Soon);
        Assert.Empty(_tracer.Calls);
    }

    [Fact]
    public void A_pause_while_the_cycle_is_down_is_not_forgotten()
    {
        var source = Failed();

        source.Tell(new TracerCommanded(TracerCommand.Pause));
        source.Tell(new TracerCommanded(TracerCommand.Restart));

        AwaitCondition(() => StateOf(source) == "paused", Soon);
        Assert.False(_tracer.IsRecording);
        Stop(source);
        var next = Make();
        AwaitCondition(() => StateOf(next) == "paused", Soon);
        Assert.Single(_tracer.Calls, "start");
    }

    [Fact]
    public void A_recorder_that_cannot_be_ended_in_good_order_is_ended_all_the_same_and_the_loss_declared()
    {
        var source = Recording();
        _tracer.Failures["stop"] = new RecorderException("no space left");
        _tracer.Failures["adopt"] = new RecorderException("no space left");

        StopWith(source, endRecorders: true);

        Assert.Equal(["start", "stop", "let go", "adopt", "abandon"], _tracer.Calls.Take(5));
        Assert.False(_tracer.IsRecording);
        Assert.True(Assert.Single(Load().Runs).IsOver);
        Assert.Equal(1, Assert.Single(Load().Decided).LostChunks);
    }

    [Fact]
    public void What_a_recorder_held_that_is_ended_without_being_saved_is_lost_in_events_where_its_tracer_tells_their_number()
    {
        var source = Recording();
        _tracer.Failures["stop"] = new RecorderException("no space left");
        _tracer.Failures["adopt"] = new RecorderException("no space left");
        _tracer.LastWord = new AbandonedRun(RecordedEvents: 40, [new LossOfCpu("cpu 1", 2, 0)]);

        StopWith(source, endRecorders: true);

        var decided = Assert.Single(Load().Decided);
        Assert.Equal((0, 42), (decided.LostChunks, TallyCodec.Decode(decided.Tally).Lost));
        Assert.Equal(40, decided.RecordedEvents);
        Assert.Equal("cpu 1", Assert.Single(decided.LostByCpu).Cpu);
    }

    [Fact]
    public void A_recorder_that_dies_while_its_end_fails_is_ended_before_the_source_says_that_it_stopped()
    {
        var source = Recording();
        _tracer.IsDeaf = true;
        var (first, second, last) = (NewGate(), NewGate(), NewGate());
        (_tracer.Gates["stop"], _tracer.Gates["abandon"]) = (first, last);
        source.Tell(new StopTracer(EndRecorders: true));
        AwaitCondition(() => _tracer.Calls.Count(call => call == "stop") == 1, Soon);
        (_tracer.Gates["stop"], _tracer.Failures["stop"]) = (second, new RecorderException("no space left"));
        first.SetResult();
        AwaitCondition(() => _tracer.Calls.Count(call => call == "stop") == 2, Soon);

        _tracer.LatestEnded!.SetException(new RecorderException("cannot write"));
        _tracer.Failures["stop"] = new RecorderException("no space left");
        second.SetResult();
        AwaitCondition(() => _tracer.Calls.Contains("abandon"), Soon);
        ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        last.SetResult();

        Assert.Equal("scripted", ExpectMsg<SourceStopped>(Soon).Recorder);
        Assert.False(_tracer.IsRecording);

        static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private IActorRef Failed()
    {
        var source = Recording();
        _tracer.Failures["cut"] = new RecorderException("the daemon is gone");
        source.Tell(new TracerCommanded(TracerCommand.Rotate));
        // The backoff does not end by itself: no timer runs.
        AwaitCondition(() => _tracer.Calls.Contains("let go"), Soon);
        AwaitCondition(() => StateOf(source) == "failed", Soon);
        return source;
    }

    private IActorRef Recording(string until = "start")
    {
        var source = Make();
        AwaitCondition(() => _tracer.Calls.Contains(until) && StateOf(source) == "recording", Soon);
        return source;
    }

    private string StateOf(IActorRef source) => source.Ask<SourceReport>(new SourceReportWanted(), Soon).Result.State;

    private IActorRef Make() => Make(_tracer.Maker());

    private IActorRef Make(RecorderMaker? maker)
    {
        File.WriteAllText(Folder["id"], "spool-id");
        var context = new SpoolContext(Id, "local", "spool-id", new Uri("http://127.0.0.1:9470/"), "node", _dispatcher.Ref, IsRecorded: maker is { IsFormer: false });
        var options = new TracerOptions { SpoolDirectory = Folder.Path };
        var (turns, failures) = (new RecorderTurns(), _failures);
        return Sys.ActorOf(Props.Create(() => new SourceActor(context, maker, options, turns, failures, Clock)));
    }

    private void StopWith(IActorRef source, bool endRecorders)
    {
        source.Tell(new StopTracer(endRecorders));
        Assert.Equal("scripted", ExpectMsg<SourceStopped>(Soon).Recorder);
        Stop(source);
    }

    private SpoolContent Load() => SourceSpool.Open(Folder.Path, Id, files: new UntouchedFiles()).Load();
}
