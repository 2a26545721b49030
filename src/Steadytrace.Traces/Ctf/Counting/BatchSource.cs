using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Deals the packets of all streams to the workers, in batches, and books what the tracer lost. Safe for use by several threads at once.</summary>
internal sealed class BatchSource
{
    private const int MaximumPackets = 512;
    private const long MaximumBytes = 2 << 20;

    // More come only from made-up numbers: what happened on them belongs to nobody known.
    private const int MaximumCpus = 1 << 14;

    private readonly Lock _lock = new();
    private readonly List<Feed> _feeds;
    private readonly CountOptions _options;
    private readonly TallyParts _booked;
    private readonly IReadOnlySet<TraceStream> _turnTellers;
    private readonly Dictionary<(string Identity, ulong Cpu), CpuOrder> _cpus = [];

    /// <param name="streams">The streams.</param>
    /// <param name="options">What to count.</param>
    /// <param name="booked">Takes packets and losses; nobody else may touch it until all batches are dealt.</param>
    /// <param name="faults">Takes what cannot be read.</param>
    /// <param name="turnTellers">The streams that tell how long who ran; empty where nobody asks.</param>
    /// <param name="cancellation">Checked where many packets are passed over.</param>
    public BatchSource(IEnumerable<TraceStream> streams, CountOptions options, TallyParts booked, FaultList faults, IReadOnlySet<TraceStream> turnTellers, CancellationToken cancellation)
    {
        _feeds = [.. streams.Select(stream => new Feed(new PacketFeed(stream, stream.TracksThreads || turnTellers.Contains(stream), options, booked, faults, cancellation)))];
        (_options, _booked, _turnTellers) = (options, booked, turnTellers);
    }

    /// <summary>To be called when all batches are counted: settles what still waits.</summary>
    public void Finish()
    {
        foreach (var order in _cpus.Values)
        {
            order.Timeline.End();
            if (order.Turns?.End() is { } tail) _booked.Add(tail);
        }
    }

    /// <summary>The next batch; null when there is none, or none before another worker has given a chained stream back (and will take the next itself).</summary>
    public PacketBatch? Take()
    {
        lock (_lock)
        {
            while (_feeds.Find(feed => !feed.IsBusy) is { } feed)
            {
                if (Fill(feed) is not { } batch)
                {
                    _feeds.Remove(feed);
                    continue;
                }

                if (batch.IsOrdered) _cpus[(batch.Stream.Identity, batch.Cpu!.Value)].Begin(batch.Segment);
                batch.Clock = feed.Clock;
                feed.IsBusy = feed.Stream.IsChained;
                return batch;
            }

            return null;
        }
    }

    /// <summary>To be called when a batch is counted.</summary>
    public void GiveBack(PacketBatch batch)
    {
        _options.Progress?.Report(batch.Bytes);
        if (!batch.Stream.IsChained && !batch.IsOrdered) return;
        lock (_lock)
        {
            if (batch.IsOrdered) _cpus[(batch.Stream.Identity, batch.Cpu!.Value)].End(batch.Segment);
            if (!batch.Stream.IsChained) return;
            var feed = _feeds.Find(feed => feed.Stream == batch.Stream)!;
            (feed.IsBusy, feed.Clock) = (false, batch.Clock);
        }
    }

    private bool IsOrdered(string identity, ulong cpu)
    {
        if (_cpus.ContainsKey((identity, cpu))) return true;
        if (_cpus.Count == MaximumCpus) return false;
        _cpus.Add((identity, cpu), new CpuOrder(_booked));
        return true;
    }

    private PacketBatch? Fill(Feed feed)
    {
        PacketBatch? batch = null;
        for (long bytes = 0; bytes < MaximumBytes && (batch?.Packets.Count ?? 0) < MaximumPackets;)
        {
            if ((feed.Ahead ?? feed.Packets.Next()) is not { } packet) break;
            feed.Ahead = packet;
            batch ??= NewBatch(feed.Packets, packet);
            if (batch.Cpu != packet.Cpu || batch.File != feed.Stream.File) break;
            batch.Packets.Add(packet);
            if (feed.Packets.IsLoss) batch.Losses.Add(packet.Number);
            bytes += packet.Bytes;
            feed.Ahead = null;
            batch.Bytes = bytes;
        }

        return batch;
    }

    private PacketBatch NewBatch(PacketFeed packets, Packet packet)
    {
        var stream = packets.Stream;
        var tracks = stream.TracksThreads && packet.Cpu is { } cpu && IsOrdered(stream.Identity, cpu);
        var segment = new ThreadSegment { Part = packets.PartOf(packet) };
        return new PacketBatch(stream, stream.File, packet.Cpu, tracks, segment) { TellsTurns = TellsTurns(stream, packet, segment.Part) };
    }

    private bool TellsTurns(TraceStream stream, Packet packet, string part)
    {
        if (packet.Cpu is not { } cpu || !_turnTellers.Contains(stream) || !IsOrdered(stream.Identity, cpu)) return false;
        _cpus[(stream.Identity, cpu)].Turns ??= new TurnOrder(stream.Name, cpu, _options, _booked.Of(part), _booked.Room);
        return true;
    }

    private sealed class Feed(PacketFeed packets)
    {
        public PacketFeed Packets { get; } = packets;

        public TraceStream Stream => Packets.Stream;

        public Packet? Ahead { get; set; }

        public bool IsBusy { get; set; }

        public ulong Clock { get; set; }
    }
}
