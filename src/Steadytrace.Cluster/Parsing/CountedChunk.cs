using Akka.Actor;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Cluster.Parsing;

/// <summary>A worker's word to its pool; inside its process.</summary>
/// <param name="Lease">Which lease it worked on.</param>
/// <param name="Tally">The encoded tally; null when the chunk goes back uncounted.</param>
/// <param name="Events">Events counted.</param>
/// <param name="Busy">How long counting took.</param>
/// <param name="Fault">What could not be read, or why it goes back; empty when all is well.</param>
/// <param name="IsGone">There is nothing to count any more: it was decided, or it will be offered anew in another form.</param>
public sealed record CountedChunk(ChunkLeased Lease, byte[]? Tally, long Events, TimeSpan Busy, string Fault, bool IsGone = false) : INoSerializationVerificationNeeded
{
    /// <summary>The reader takes processor time and comes no further: its thread is still there, and tells the pool once more if it ends after all.</summary>
    public bool Hangs { get; init; }
}
