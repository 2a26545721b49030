using Akka.Actor;
using Steadytrace.Cluster.Live;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Parts;

namespace Steadytrace.Cluster.Tracing;

/// <summary>The cycle's place below its source.</summary>
public sealed class CycleActor(RecorderMaker maker, TracerOptions options, IActorRef spool, RecorderTurns turns, FailureBoard failures, TimeProvider clock, LiveTap live)
    : PartActor(context => new CyclePart(context, maker, options, spool, turns, failures, clock, live))
{
    /// <summary>One that nobody can watch.</summary>
    public CycleActor(RecorderMaker maker, TracerOptions options, IActorRef spool, RecorderTurns turns, FailureBoard failures, TimeProvider clock)
        : this(maker, options, spool, turns, failures, clock, new LiveTap())
    {
    }
}
