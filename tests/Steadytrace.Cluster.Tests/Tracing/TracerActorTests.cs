using Akka.Actor;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Recording.Lttng;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;

namespace Steadytrace.Cluster.Tests.Tracing;

/// <summary>A host's tracer whose spool is taken from under it: its recorders are to end with the node all the same.</summary>
public sealed class TracerActorTests : ClusterActorTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private readonly ScriptedTracer _tracer;
    private volatile bool _cannotBeMade;

    public TracerActorTests() => _tracer = new ScriptedTracer(Clock);

    [Fact]
    public void A_recorder_whose_spool_vanished_is_ended_with_the_node()
    {
        var tracer = Recording();
        Directory.Delete(Folder["spool"], recursive: true);

        StopEnding(tracer);

        Assert.False(_tracer.IsRecording);
    }

    [Fact]
    public void A_recorder_whose_spool_vanished_long_before_is_ended_with_the_node()
    {
        var tracer = Recording();
        FailTheSource(tracer);
        Directory.Delete(Folder["spool"], recursive: true);

        StopEnding(tracer);

        Assert.False(_tracer.IsRecording);
    }

    [Fact]
    public void A_recorder_whose_spool_is_another_one_by_now_is_ended_with_the_node()
    {
        var tracer = Recording();
        File.WriteAllText(Folder["spool/id"], "another");
        FailTheSource(tracer);

        StopEnding(tracer);

        Assert.False(_tracer.IsRecording);
    }

    [Fact]
    public void A_recorder_that_a_dead_process_left_is_ended_although_this_one_never_saw_its_spool()
    {
        var dead = Recording();
        Stop(dead);
        File.WriteAllText(Folder["spool/id"], "another");
        var tracer = Make();

        StopEnding(tracer);

        Assert.False(_tracer.IsRecording);
    }

    [Fact]
    public void A_recorder_that_is_to_be_left_is_left_although_its_spool_vanished()
    {
        var tracer = Recording();
        Directory.Delete(Folder["spool"], recursive: true);

        tracer.Tell(new StopTracer(EndRecorders: false));
        ExpectMsg<TracerStopped>(Soon);

        Assert.True(_tracer.IsRecording);
    }

    [Fact]
    public void A_recorder_that_cannot_be_ended_is_told_and_the_node_stops()
    {
        var failures = new FailureBoard("node", Clock);
        var tracer = Recording(failures);
        FailTheSource(tracer);
        Directory.Delete(Folder["spool"], recursive: true);
        (_tracer.Failures["stop"], _tracer.Failures["abandon"]) = (new RecorderException("cannot write"), new RecorderException("the kernel says no"));

        StopEnding(tracer);

        Assert.Contains(failures.Recent(), failure => failure.LastMessage == "the kernel says no");
    }

    [TracefsTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_spool_that_vanishes_before_the_node_stops_leaves_no_tracefs_instance_behind(bool wasNoticed)
    {
        var id = new SourceId(new HostId("laptop"), "ftrace");
        using var mount = TracefsMount.Ensure(KernelInstance.Root);
        var tracer = Make(maker: new RecorderMaker("ftrace", () => new TracefsRecorder(new TracefsOptions { Events = ["sched:*"] })));
        AwaitCondition(() => KernelInstance.IsThere(Folder["spool"], id), Soon);
        var instance = KernelInstance.Of(Folder["spool"], id)!;
        Directory.Delete(Folder["spool"], recursive: true);
        if (wasNoticed) Notice(tracer);

        StopEnding(tracer);

        Assert.False(Directory.Exists(instance));
    }

    [LttngFact]
    public async Task A_spool_that_vanishes_before_the_node_stops_leaves_no_lttng_session_and_no_daemon_behind()
    {
        await using var place = LttngSessionDaemon.None();
        var options = new LttngOptions
        {
            Domain = LttngDomain.User, Command = place.Command, DaemonCommand = place.DaemonCommand, DaemonArguments = ["--no-kernel"], Environment = place.Variables,
        };
        var tracer = Make(maker: new RecorderMaker("lttng", () => new LttngRecorder(options)));
        AwaitCondition(() => StateOf(tracer) == "recording", TimeSpan.FromSeconds(60));
        Directory.Delete(Folder["spool"], recursive: true);
        Notice(tracer);
        Assert.True(place.IsRunning);

        StopEnding(tracer);

        Assert.False(place.IsRunning);
    }

    [Fact]
    public void A_recorder_that_stays_down_is_started_when_a_person_restarts_the_tracer_and_the_board_says_that_it_works()
    {
        var (failures, aggregator) = (new FailureBoard("node", Clock), CreateTestProbe().Ref);
        var options = Options(maker: null);
        var node = Sys.ActorOf(Props.Create(() => new NodeActor(options, failures, aggregator)), "node");
        _cannotBeMade = true;
        var working = _tracer.Maker();
        var tracer = Make(failures, working with { Make = () => _cannotBeMade ? throw new RecorderException("no buffers") : working.Make() }, maxFailures: 2);
        AdvanceUntil(() => failures.Recent().Any(failure => failure.StaysDown), "it is given up");
        Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("failed", StateOf(tracer));
        var given = Assert.Single(failures.Recent());
        Assert.Equal(("recorder scripted", 2, "no buffers", true), (given.Part, given.Count, given.LastMessage, given.StaysDown));

        _cannotBeMade = false;
        node.Tell(new CommandTracer(TracerCommand.Restart));

        Assert.True(ExpectMsg<CommandAnswered>().Done);
        AwaitCondition(() => StateOf(tracer) == "recording", Soon);
        Assert.True(_tracer.IsRecording);
        AwaitAssert(() => Assert.True(Assert.Single(failures.Recent()) is { StaysDown: false, Recovered: true }));
    }

    private IActorRef Recording(FailureBoard? failures = null)
    {
        var tracer = Make(failures);
        AwaitCondition(() => StateOf(tracer) == "recording", Soon);
        return tracer;
    }

    private IActorRef Make(FailureBoard? failures = null, RecorderMaker? maker = null, int maxFailures = 10)
    {
        Directory.CreateDirectory(Folder["spool"]);
        if (!File.Exists(Folder["spool/id"])) File.WriteAllText(Folder["spool/id"], "spool-id");
        var node = Options(maker) with { MaxFailures = maxFailures };
        var (dispatcher, board) = (CreateTestProbe().Ref, failures ?? new FailureBoard("node", Clock));
        return Sys.ActorOf(Props.Create(() => new TracerActor(node, "spool-id", dispatcher, board, Clock)));
    }

    private NodeOptions Options(RecorderMaker? maker) => new()
    {
        Host = new HostId("laptop"), Datacenter = "local", Roles = [NodeRoles.Tracer], HttpAddress = new Uri("http://127.0.0.1:9470/"), ClusterToken = "secret",
        Tracer = new TracerOptions { SpoolDirectory = Folder["spool"], Recorders = [maker ?? _tracer.Maker()] },
    };

    /// <summary>The next cut finds the spool unusable, and the source waits to be started again.</summary>
    private void FailTheSource(IActorRef tracer)
    {
        Directory.Delete(Folder["spool/scripted"], recursive: true);
        Notice(tracer);
    }

    private void Notice(IActorRef tracer)
    {
        AwaitCondition(
            () =>
            {
                // Again: a cycle that is still starting passes over it.
                tracer.Tell(new TracerCommanded(TracerCommand.Rotate));
                return StateOf(tracer) is null;
            },
            Soon);
    }

    private static string? StateOf(IActorRef tracer) =>
        tracer.Ask<TracerReport>(new TracerReportWanted(), Soon).Result.Sources.SingleOrDefault()?.State;

    private void StopEnding(IActorRef tracer)
    {
        tracer.Tell(new StopTracer(EndRecorders: true));
        ExpectMsg<TracerStopped>(TimeSpan.FromSeconds(60));
    }
}
