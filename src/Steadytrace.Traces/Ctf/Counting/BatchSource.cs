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
    private readonly TimeSlots _slots;
    private readonly TallyParts _booked;
    private readonly FaultList _faults;
    private readonly ThreadRecords _threads;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<(string Identity, ulong Cpu), CpuOrder> _cpus = [];

    /// <param name="streams">The streams.</param>
    /// <param name="options">What to count.</param>
    /// <param name="booked">Takes packets and losses; nobody else may touch it until all batches are dealt.</param>
    /// <param name="faults">Takes what cannot be read.</param>
    /// <param name="threads">What streams tell each other.</param>
    /// <param name="cancellation">Checked where many packets are passed over.</param>
    public BatchSource(IEnumerable<TraceStream> streams, CountOptions options, TallyParts booked, FaultList faults, ThreadRecords threads, CancellationToken cancellation)
    {
        _feeds = [.. streams.Select(stream => new Feed(stream))];
        (_options, _slots, _booked, _faults, _threads, _cancellation) = (options, new TimeSlots(options), booked, faults, threads, cancellation);
        foreach (var stream in _feeds.Select(feed => feed.Stream).Where(MayPassOver)) LimitTo(stream);
    }

    /// <summary>To be called when all batches are counted: settles what still waits, and notes who ran where for the streams that are told.</summary>
    public void Finish()
    {
        foreach (var (cpu, order) in _cpus)
        {
            _threads.Add(cpu.Identity, cpu.Cpu, order.Record);
            order.Timeline.End();
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
                    if (feed.Stream.PassedOver > 0) _options.Progress?.Report(feed.Stream.PassedOver);
                    _feeds.Remove(feed);
                    continue;
                }

                if (batch.TracksThreads) _cpus[(batch.Stream.Identity, batch.Cpu!.Value)].Begin(batch.Segment);
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
        if (!batch.Stream.IsChained && !batch.TracksThreads) return;
        lock (_lock)
        {
            if (batch.TracksThreads) _cpus[(batch.Stream.Identity, batch.Cpu!.Value)].End(batch.Segment);
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
            if ((feed.Ahead ?? Read(feed)) is not { } packet) break;
            feed.Ahead = packet;
            batch ??= NewBatch(feed.Stream, packet);
            if (batch.Cpu != packet.Cpu || batch.File != feed.Stream.File) break;
            batch.Packets.Add(packet);
            bytes += packet.Bytes;
            feed.Ahead = null;
            batch.Bytes = bytes;
        }

        return batch;
    }

    private PacketBatch NewBatch(TraceStream stream, Packet packet)
    {
        var tracks = stream.TracksThreads && packet.Cpu is not null;
        var isListener = tracks && _threads.IsListener(stream);
        tracks = tracks && (isListener || IsOrdered(stream.Identity, packet.Cpu!.Value));
        var segment = new ThreadSegment { Part = PartOf(stream, packet), Moments = tracks && _threads.IsTeller(stream) ? [] : null };
        return new PacketBatch(stream, stream.File, packet.Cpu, tracks && !isListener, segment)
        {
            Threads = isListener ? _threads.Of(stream.Identity, packet.Cpu!.Value) : null,
            IsLate = isListener && _threads.IsLate(stream),
        };
    }

    private Packet? Read(Feed feed)
    {
        while (true)
        {
            try
            {
                if (feed.Stream.Next() is not { } next) return null;
                if (next.Packet.Cut is { } cut) _faults.Add(cut);
                if (MayPassOver(feed.Stream, next.Packet)) continue;
                PacketBooking.Book(next, _slots, _booked.Of(PartOf(feed.Stream, next.Packet)));
                return next.Packet;
            }
            catch (TraceException error)
            {
                _faults.Add(error.Fault);
            }
        }
    }

    // A packet outside the range is of use only for the names that it tells.
    private bool MayPassOver(TraceStream stream) => _slots.NeedTime && !stream.IsChained && (!stream.TracksThreads || _threads.IsListener(stream));

    private bool MayPassOver(TraceStream stream, Packet packet)
    {
        if (!MayPassOver(stream) || _slots.OfWhole(packet, stream.File.Layout.PacketTimesHold) is not { IsOutside: true }) return false;
        _cancellation.ThrowIfCancellationRequested();
        _options.Progress?.Report(packet.Bytes);
        return true;
    }

    private void LimitTo(TraceStream stream)
    {
        if (stream.Class.Clock is not { } clock || !stream.File.Layout.PacketTimesHold) return;
        var (from, until) = _slots.BordersOf(TimeSlot.Untimed, clock);
        stream.LimitTo(from, until);
    }

    private string PartOf(TraceStream stream, Packet packet) => _booked.NameOf(packet.Cpu, stream.Name);

    private sealed class Feed(TraceStream stream)
    {
        public TraceStream Stream { get; } = stream;

        public Packet? Ahead { get; set; }

        public bool IsBusy { get; set; }

        public ulong Clock { get; set; }
    }
}
