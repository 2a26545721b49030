using Akka.Actor;
using Steadytrace.Cluster.Node;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces;

namespace Steadytrace.Cluster.Tracing;

/// <summary>What the spool of a source needs to know of its surroundings.</summary>
/// <param name="Source">The source.</param>
/// <param name="Datacenter">Its datacenter.</param>
/// <param name="SpoolId">The name of the whole spool.</param>
/// <param name="Address">Where other nodes fetch chunk bytes.</param>
/// <param name="Node">This node, <c>host:port</c>.</param>
/// <param name="Dispatcher">The datacenter's dispatcher, through its proxy.</param>
/// <param name="IsRecorded">False when this host records the source no longer: it falls silent once all of it is published.</param>
/// <param name="Failures">This node's; null where nobody looks.</param>
/// <param name="Files">What the spool writes by; null: this machine's file system.</param>
/// <param name="Background">Runs what takes long and nobody waits for; null: a thread of low priority.</param>
public sealed record SpoolContext(SourceId Source, string Datacenter, string SpoolId, Uri Address, string Node, IActorRef Dispatcher, bool IsRecorded = true,
    FailureBoard? Failures = null, IFileLayer? Files = null, Action<Action>? Background = null)
{
    /// <summary>Where streams stood at the end of a chunk that nobody closed, from its data folder and where they stood at its begin; null where nobody can tell.</summary>
    public Func<string, IReadOnlyList<StreamTail>?, IReadOnlyList<StreamTail>?> TailsAfter { get; init; } = ChunkTails.After;

    /// <summary>Runs in one inventory: so many fit one message, with room to spare.</summary>
    public int MaxRunsTold { get; init; } = 4096;

    /// <inheritdoc cref="RecorderMaker.CloseLeft"/>
    public Action<RecordingRun, string, string>? CloseLeft { get; init; }
}
