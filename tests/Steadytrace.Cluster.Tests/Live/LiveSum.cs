using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tests.Live;

/// <summary>Adds up what a watcher is shown, chunk by chunk, as a screen would.</summary>
internal sealed class LiveSum
{
    private readonly Dictionary<ChunkId, Tally> _chunks = [];
    private long _next;

    /// <summary>Chunks that were counted to their end.</summary>
    public List<ChunkId> Ended { get; } = [];

    /// <summary>Messages that did not come in order.</summary>
    public int Holes { get; private set; }

    public Tally Of(ChunkId chunk) => _chunks.TryGetValue(chunk, out var tally) ? tally : new Tally();

    public void Add(LiveTally message)
    {
        if (message.Sequence == 0) _chunks.Remove(message.Chunk);
        else if (message.Sequence != _next) Holes++;
        _next = message.Sequence + 1;
        if (!_chunks.TryGetValue(message.Chunk, out var tally)) _chunks.Add(message.Chunk, tally = new Tally());
        foreach (var second in message.Seconds)
        {
            var interval = tally.Interval(second.StartUnixSeconds);
            foreach (var count in second.Counts) interval.Add(new TracedEvent(count.Type, count.Event), count.Process, count.Events);
            interval.Lost += second.Lost;
            interval.LostPackets += second.LostPackets;
        }

        if (message.IsChunkEnd) Ended.Add(message.Chunk);
    }
}
