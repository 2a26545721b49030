using Akka.Actor;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces;

namespace Steadytrace.Cluster.Messages;

/// <summary>A closed chunk that wants to be counted: all that a worker needs besides the bytes.</summary>
/// <param name="Datacenter">The chunk's datacenter.</param>
/// <param name="Interval">Length of the intervals to count by: <c>1min</c>.</param>
/// <param name="SpoolId">Tells a worker whether it sees the very same spool on its own disk.</param>
/// <param name="DataPath">The chunk's data folder on its host.</param>
/// <param name="Address">Where its bytes are fetched from: the tracer node's HTTP endpoint.</param>
/// <param name="Tracer">Who gets the tally.</param>
public sealed record ChunkOffer(
    ChunkId Id, string Datacenter, string Interval, long BeginUnixNs, long EndUnixNs, long ShiftNs, StreamTail[]? Before, ChunkFile[] Files, string SpoolId, string DataPath,
    string Address, IActorRef Tracer)
{
    /// <summary>Of all its files together; more than any limit where a size is none, or their sum.</summary>
    public long Bytes
    {
        get
        {
            long sum = 0;
            foreach (var file in Files)
            {
                if (file.Bytes < 0 || file.Bytes > long.MaxValue - sum) return long.MaxValue;
                sum += file.Bytes;
            }

            return sum;
        }
    }
}

/// <summary>Tracer to dispatcher, repeated until answered, and now and then until decided.</summary>
public sealed record OfferChunk(ChunkOffer Offer) : IClusterMessage;

/// <summary>Dispatcher to tracer. Refused when too many chunks wait.</summary>
public sealed record OfferAnswered(ChunkId Id, bool Accepted) : IClusterMessage;

/// <summary>Tracer to dispatcher: nobody needs to count it any more.</summary>
public sealed record ChunkDecided(ChunkId Id) : IClusterMessage;

/// <summary>A parser pool: one on a node.</summary>
/// <param name="Node">The node's address, <c>host:port</c>.</param>
/// <param name="Incarnation">Another one after the node was restarted.</param>
public readonly record struct PoolId(string Node, HostId Host, long Incarnation);

/// <summary>Pool to dispatcher: it has so many free workers now. Replaces what it said before.</summary>
public sealed record WorkWanted(PoolId Pool, int Credits) : IClusterMessage
{
    /// <summary>What one of its workers counts in a second, as measured; 0 before the first.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>The pool is of another datacenter, and helps out.</summary>
    public bool IsElsewhere { get; init; }
}

/// <summary>Dispatcher to pool.</summary>
/// <param name="Lease">Number of the lease.</param>
public sealed record ChunkLeased(long Lease, ChunkOffer Offer) : IClusterMessage;

/// <summary>Pool to dispatcher: the worker is done with it, whatever came of it; or the pool gives it back uncounted.</summary>
public sealed record LeaseEnded(ChunkId Id, long Lease, bool Returned) : IClusterMessage
{
    /// <summary>A worker had it in hand in vain, and the next may have it so too: others go first.</summary>
    public bool IsTried { get; init; }
}

/// <summary>Pool to tracer, repeated until answered: a part of the tally of a chunk.</summary>
/// <param name="Fault">Empty when the chunk was read whole; else what could not be read, in one line.</param>
/// <param name="Attempt">The pool's number of this try: a repeated word on it counts as one failed try.</param>
public sealed record ChunkCounted(ChunkId Id, TallyPart Part, string Fault, string Pool, long Attempt) : IClusterMessage;

/// <summary>Tracer to pool: the tally arrived; the worker is free.</summary>
public sealed record ChunkCountedTaken(ChunkId Id) : IClusterMessage;
