using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Live;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;

namespace Steadytrace.Cluster.Tracing;

/// <summary>One source of a host: its spool, and the cycle that fills it.</summary>
/// <remarks>
/// <para>A recorder that fails is started again with growing pauses, and the spool goes on meanwhile. A spool that fails (the disk is full, read-only
/// or gone) takes the cycle with it: this actor fails, and its own supervisor starts both anew from what the disk says.</para>
/// <para>When the node stops and the recorder is to end with it, a cycle that is down, or fails on the way, has one successor that adopts what
/// the tracer still records and ends it.</para>
/// </remarks>
public sealed class SourceActor : ReceiveActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SpoolContext _context;
    private readonly Props? _cycleProps;
    private readonly IActorRef _spool;
    private readonly IActorRef _live = ActorRefs.Nobody;
    private IActorRef _cycle = ActorRefs.Nobody;
    private IActorRef? _failed;
    private IActorRef? _stopper;
    private StopTracer? _stop;
    private bool _isClosing;
    private bool _isSpoolStopping;

    /// <param name="context">Where the source lives.</param>
    /// <param name="maker">Makes its recorder; null when only its spool is to be emptied.</param>
    /// <param name="options">The tracer's.</param>
    /// <param name="turns">Of this source, over all its lives.</param>
    /// <param name="failures">This node's.</param>
    /// <param name="clock">The time.</param>
    public SourceActor(SpoolContext context, RecorderMaker? maker, TracerOptions options, RecorderTurns turns, FailureBoard failures, TimeProvider clock)
    {
        _context = context;
        _spool = Context.ActorOf(SpoolActor.Props(context, options, clock), "spool");
        if (maker is not null)
        {
            var tap = new LiveTap();
            _live = tap.Listener = Context.ActorOf(Props.Create(() => new LiveActor(context, tap, clock)), "live");
            _cycleProps = Props.Create(() => new CycleActor(maker, options, _spool, turns, failures, clock, tap));
            _cycle = Context.Watch(Context.ActorOf(Restarts.WithBackoff(
                _cycleProps, "recorder", options.MinBackoff, options.MaxBackoff, clock, CycleDown.Instance,
                stayDown: new StayDown($"{NodeActor.RecorderPart} {context.Source.Recorder}", options.MaxFailures, failures))));
        }
        else
        {
            // Nobody goes on with a run of it: what is open is closed with what it holds.
            _spool.Tell(new ResumeWanted());
        }

        Receive<ResumeGiven>(given =>
        {
            if (given.Open is { } open) _spool.Tell(new RunLost(open.Run.Number));
        });
        Receive<TracerCommanded>(OnCommand);
        Receive<ChildIs>(OnCycleIs);
        Receive<HoldRecording>(hold => _cycle.Tell(hold));
        Receive<WatchLive>(watch =>
        {
            if (watch.Source is null || watch.Source == context.Source) _live.Tell(watch);
        });
        Receive<UnwatchLive>(_live.Tell);
        Receive<StopTracer>(OnStop);
        Receive<CycleDown>(OnCycleDown);
        // The word comes from the cycle, and all that it told the spool before lies before the spool's end in its mailbox.
        Receive<CycleStopped>(_ => StopSpool());
        Receive<Terminated>(gone => OnCycleGone(gone.ActorRef));
        Receive<SpoolStopped>(_ => _stopper!.Tell(new SourceStopped(_context.Source.Recorder)));
        ReceiveAny(message => _spool.Forward(message));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    protected override void PreStart() => Context.Parent.Tell(new SourceUp(_context.Source.Recorder));

    private void OnCommand(TracerCommanded commanded)
    {
        // First the disk: a cycle that is down now, or dies, or a successor of this process finds it there.
        if (commanded.Command is TracerCommand.Pause or TracerCommand.Resume) _spool.Tell(new PauseWanted(commanded.Command == TracerCommand.Pause));
        if (commanded.Command == TracerCommand.Restart && _stop is null) _cycle.Tell(ChildWanted.Instance);
        else _cycle.Tell(commanded);
    }

    /// <summary>A restart: a person does not wait for the backoff, and what is down has no run to end.</summary>
    private void OnCycleIs(ChildIs cycle) => _cycle.Tell(cycle.Actor switch
    {
        var none when none.IsNobody() => StartAgain.Instance,
        // It is on its way down: asked again, its supervisor will know.
        var failed when failed.Equals(_failed) => ChildWanted.Instance,
        _ => new TracerCommanded(TracerCommand.Restart),
    });

    private void OnStop(StopTracer stop)
    {
        (_stopper, _stop) = (Sender, stop);
        if (_cycle.IsNobody()) StopSpool();
        else _cycle.Tell(stop);
    }

    private void OnCycleDown(CycleDown down)
    {
        _failed = Sender;
        if (_stop is not null) Context.Stop(_cycle);
    }

    private void OnCycleGone(IActorRef cycle)
    {
        if (!cycle.Equals(_cycle)) return;
        if (_stop is null) return;
        if (_stop.EndRecorders && !_isClosing && !_isSpoolStopping)
        {
            _isClosing = true;
            _cycle = Context.Watch(Context.ActorOf(_cycleProps!, "closing"));
            _cycle.Tell(_stop with { IsLastTry = true });
        }
        else
        {
            if (_stop.EndRecorders && !_isSpoolStopping) _log.Error("Recorder {0} could not be ended; what its tracer still records is taken up, or removed, at the next start", _context.Source.Recorder);
            StopSpool();
        }
    }

    private void StopSpool()
    {
        if (_isSpoolStopping) return;
        _isSpoolStopping = true;
        _spool.GracefulStop(TimeSpan.FromSeconds(10)).ContinueWith(_ => SpoolStopped.Instance, TaskScheduler.Default).PipeTo(Self);
    }

    private sealed class SpoolStopped : INoSerializationVerificationNeeded
    {
        public static readonly SpoolStopped Instance = new();
    }
}
