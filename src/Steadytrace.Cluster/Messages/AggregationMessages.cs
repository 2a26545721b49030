using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Messages;

/// <summary>One life of an aggregator.</summary>
/// <param name="BeganUnixNs">When it began: a later term has a higher one.</param>
/// <param name="Node">Where it lives.</param>
public readonly record struct Term(long BeganUnixNs, string Node);

/// <summary>Aggregator to the tracers of its datacenter, repeated until they report.</summary>
public sealed record InventoryWanted(Term Term, string Datacenter) : IClusterMessage
{
    /// <summary>How often the term has got the publisher's place; null from a release that does not tell.</summary>
    public long? Place { get; init; }
}

/// <summary>Tracer to the aggregator of the term: at a change, and every few seconds.</summary>
/// <param name="AsOfUnixNs">The tracer's clock: a run not listed here begins at or after it.</param>
/// <param name="Sequence">Counts up within a life of the tracer; an older one is dropped.</param>
/// <param name="PublishedThroughUnixNs">As the tracer has it on its disk; null before the first.</param>
/// <param name="Node">The tracer's node, <c>host:port</c>.</param>
public sealed record InventoryReported(
    Term Term, SourceId Source, long Sequence, long AsOfUnixNs, long? PublishedThroughUnixNs, RunInventory[] Runs, string Node) : IClusterMessage
{
    /// <summary>As the term's latest <see cref="InventoryWanted"/> says: what is reported was so after the term got the place. Null from a release that does not tell.</summary>
    public long? Place { get; init; }
}

/// <summary>Aggregator to tracer, the answer to each report.</summary>
/// <param name="PublishedThroughUnixNs">Everything before it is confirmed; null: nothing yet.</param>
/// <param name="NewestRun">The newest run that the aggregator knew when it said so.</param>
/// <param name="SendUntilUnixNs">The tracer may send tallies of chunks that begin before it.</param>
public sealed record InventoryTaken(Term Term, SourceId Source, long? PublishedThroughUnixNs, long NewestRun, long SendUntilUnixNs) : IClusterMessage
{
    /// <summary>The ledger that the aggregator keeps of the source; it counts up within a term. A new one has nothing of what the one before took: all is to be sent again.</summary>
    public long Ledger { get; init; }

    /// <summary>Runs that became known too late for intervals of their time; null when there are none, and from a release that does not tell.</summary>
    public long[]? LateRuns { get; init; }

    /// <summary>Of each of them: what it recorded before is declared lost. Unix nanoseconds.</summary>
    public long[]? LateBeforeUnixNs { get; init; }
}

/// <summary>Aggregator to tracer: another node's tracer has this source's name, and the older run.</summary>
public sealed record SourceRefused(Term Term, SourceId Source, string Reason) : IClusterMessage;

/// <summary>Tracer to aggregator, repeated until taken: a part of a decided chunk's tally.</summary>
/// <param name="Decided">The verdict, its tally empty.</param>
public sealed record TallyDecided(Term Term, DecidedChunk Decided, TallyPart Part) : IClusterMessage;

/// <summary>Aggregator to tracer.</summary>
public sealed record TallyTaken(Term Term, ChunkId Id) : IClusterMessage
{
    /// <summary>The ledger that has it.</summary>
    public long Ledger { get; init; }
}
