using Akka.Actor;
using Steadytrace.Cluster.Parts;

namespace Steadytrace.Cluster.Tracing;

/// <summary>The spool's place below its source: on a thread of its own, since it waits for the disk.</summary>
public sealed class SpoolActor(SpoolContext context, TracerOptions options, TimeProvider clock) : PartActor(actor => new SpoolPart(actor, context, options, clock))
{
    public static Props Props(SpoolContext context, TracerOptions options, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new SpoolActor(context, options, clock)).WithDispatcher("steadytrace.spool-dispatcher");
}
