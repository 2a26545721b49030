using Akka.Actor;
using Steadytrace.Cluster.Node;

namespace Steadytrace.Cluster.Tracing;

/// <summary>One source of a host: its spool, and the cycle that fills it.</summary>
/// <remarks>
/// A recorder that fails is started again with growing pauses, and the spool goes on meanwhile. A spool that fails (the disk is full, read-only or
/// gone) takes the cycle with it: this actor fails, and its own supervisor starts both anew from what the disk says.
/// </remarks>
public sealed class SourceActor : ReceiveActor
{
    private readonly IActorRef _spool;
    private readonly IActorRef _cycle;
    private IActorRef? _stopper;
    private bool _stopping;

    /// <param name="context">Where the source lives.</param>
    /// <param name="maker">Makes its recorder; null when this host records it no longer and only its spool is to be emptied.</param>
    /// <param name="options">The tracer's.</param>
    /// <param name="failures">This node's.</param>
    /// <param name="clock">The time.</param>
    public SourceActor(SpoolContext context, RecorderMaker? maker, TracerOptions options, FailureBoard failures, TimeProvider clock)
    {
        _spool = Context.ActorOf(SpoolActor.Props(context, options, clock), "spool");
        _cycle = maker is null
            ? ActorRefs.Nobody
            : Context.ActorOf(
                Restarts.WithBackoff(
                    Props.Create(() => new CycleActor(maker, options, _spool, failures, clock)), "recorder", options.MinBackoff, options.MaxBackoff,
                    TracerStopped.Instance), "cycle");
        Context.Watch(_cycle);

        Receive<TracerCommanded>(_cycle.Tell);
        Receive<StopTracer>(stop =>
        {
            _stopper = Sender;
            if (_cycle.IsNobody()) StopSpool();
            else _cycle.Tell(stop);
        });
        // The word comes from the cycle, or from the spool's own mailbox: everything told to it before is then on the disk.
        Receive<TracerStopped>(_ => StopSpool());
        Receive<Terminated>(_ => StopSpool());
        Receive<SpoolStopped>(_ => _stopper?.Tell(TracerStopped.Instance));
        ReceiveAny(message => _spool.Forward(message));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    private void StopSpool()
    {
        if (_stopper is null || _stopping) return;
        _stopping = true;
        _spool.GracefulStop(TimeSpan.FromSeconds(10)).ContinueWith(_ => SpoolStopped.Instance, TaskScheduler.Default).PipeTo(Self);
    }

    private sealed class SpoolStopped : INoSerializationVerificationNeeded
    {
        public static readonly SpoolStopped Instance = new();
    }
}
