using Steadytrace.Cluster.Parts;
using Steadytrace.Cluster.Tracing;

namespace Steadytrace.Cluster.Live;

/// <summary>The live part's place below its source.</summary>
public sealed class LiveActor(SpoolContext context, LiveTap tap, TimeProvider clock) : PartActor(actor => new LivePart(actor, context, tap, clock));
