using Akka.Actor;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Messages;

/// <summary>To the node actor of a tracer's node (<c>/user/node</c>): show what is counted while it is recorded. To be repeated at least every <see cref="LeaseSeconds"/>.</summary>
/// <remarks>
/// Answered by <see cref="LiveTally"/>s to the watcher, about four a second and source while it records, quiet or not. The first of them carry all that the open chunk
/// holds since its begin. While nobody watches a source, nothing of it is counted or handed on early. Repeating it goes on; a watcher that
/// missed a <see cref="LiveTally.Sequence"/> begins anew by <see cref="UnwatchLive"/> and this again.
/// </remarks>
/// <param name="Source">One source of the node; null: all of them.</param>
/// <param name="Watcher">Who gets the tallies.</param>
public sealed record WatchLive(SourceId? Source, IActorRef Watcher) : IClusterMessage
{
    /// <summary>A watcher that has not repeated its wish for so long is forgotten.</summary>
    public const int LeaseSeconds = 10;
}

/// <summary>To the node actor of a tracer's node: the watcher wants nothing more, of any source.</summary>
public sealed record UnwatchLive(IActorRef Watcher) : IClusterMessage;

/// <summary>Live part of a source to a watcher: what was counted since the message before. Counts of all messages of a chunk add up to its tally.</summary>
/// <remarks>
/// Within one message no more than <see cref="LiveTallyParts.MaxBytes"/>; a larger difference comes in several messages, which need not be put together: each is to be added.
/// An event whose process is not known yet is held back (<see cref="Waiting"/>) and counted, in the second in which it happened, as soon as it is. In rare cases the message at a chunk's end corrects
/// what was shown of it: then a count may be below zero, and is added all the same (<see cref="Steadytrace.Traces.Following.TraceFollower"/> says when).
/// </remarks>
/// <param name="Chunk">The chunk that the counts belong to.</param>
/// <param name="Datacenter">The source's datacenter.</param>
/// <param name="Node">The tracer's node, <c>host:port</c>.</param>
/// <param name="Sequence">Counts up from 0 for this watcher and source; a hole means that messages were lost on the way. 0 again: begin anew, forget what was added of this chunk.</param>
/// <param name="AsOfUnixNs">When the tracer began to look: all that it had handed on by then is counted. At a chunk's end its end: nothing earlier will come any more.</param>
/// <param name="Seconds">Counts by second, in order of time; none when nothing happened.</param>
/// <param name="Waiting">Events that are seen and held back, in this chunk, as of now.</param>
/// <param name="IsChunkEnd">The chunk is counted to its end: what follows belongs to another.</param>
/// <param name="Problem">Why there are no live counts, or fewer, in one line; empty when all is well.</param>
public sealed record LiveTally(
    ChunkId Chunk, string Datacenter, string Node, long Sequence, long AsOfUnixNs, LiveSecond[] Seconds, long Waiting, bool IsChunkEnd, string Problem) : IClusterMessage;

/// <summary>What is new of one second.</summary>
/// <param name="StartUnixSeconds">The second; null for events that have no time.</param>
/// <param name="Counts">Events by kind and process.</param>
/// <param name="Lost">Events that the tracer says it lost.</param>
/// <param name="LostPackets">Packets that the tracer lost.</param>
/// <param name="CpuTimes">Time on CPUs by process, idle ones (<c>swapper/0</c>) included: from ftrace, when events of <c>sched_switch</c> are recorded. A turn is told when it ends. Empty elsewhere.</param>
public sealed record LiveSecond(long? StartUnixSeconds, LiveCount[] Counts, long Lost, long LostPackets, LiveCpuTime[] CpuTimes);

/// <summary>Events of one kind in one process.</summary>
/// <param name="Type">The provider or system: <c>sched</c>.</param>
/// <param name="Event">The whole name: <c>sched_switch</c>.</param>
/// <param name="Process">The process.</param>
/// <param name="Events">How many.</param>
public readonly record struct LiveCount(string Type, string Event, string Process, long Events);

/// <summary>Time that a process had on CPUs.</summary>
/// <param name="Process">The process.</param>
/// <param name="Nanoseconds">Sum over all CPUs.</param>
public readonly record struct LiveCpuTime(string Process, long Nanoseconds);
