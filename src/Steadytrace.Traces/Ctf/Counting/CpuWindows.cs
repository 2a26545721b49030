using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>
/// Counts the streams of a CPU of which one tells the others which thread runs: that one until so many changes are noted, the others up to the
/// last of these changes, and so on.
/// </summary>
/// <remarks>What is in memory is the same for a trace of any length, and nothing is read twice. A stream may be left inside a packet.</remarks>
internal sealed class CpuWindows
{
    private readonly SharedCpu _cpu;
    private readonly PacketCounter _counter;
    private readonly CountOptions _options;
    private readonly FaultList _faults;
    private readonly CancellationToken _cancellation;
    private readonly ThreadRecord _record;
    private readonly ThreadTimeline _timeline;
    private readonly TurnOrder? _turns;

    /// <param name="cpu">The streams, with a teller.</param>
    /// <param name="counter">Whose turn it is.</param>
    /// <param name="options">What to count.</param>
    /// <param name="faults">Takes what cannot be read.</param>
    /// <param name="tellsTurns">It is asked how long who ran.</param>
    /// <param name="cancellation">Checked between packets.</param>
    public CpuWindows(SharedCpu cpu, PacketCounter counter, CountOptions options, FaultList faults, bool tellsTurns, CancellationToken cancellation)
    {
        (_cpu, _counter, _options, _faults, _cancellation) = (cpu, counter, options, faults, cancellation);
        (_record, _timeline) = (new ThreadRecord(options.ThreadChanges), new ThreadTimeline(counter.Parts));
        if (tellsTurns) _turns = TurnOrder.Of(cpu.Teller!, options, counter.Parts);
    }

    public void Count()
    {
        var teller = Place(_cpu.Teller!, tellsThreads: true);
        var listeners = new PriorityQueue<Listener, (ulong Clock, int Stream)>();
        foreach (var stream in _cpu.Listeners) listeners.Enqueue(new Listener(Place(stream, tellsThreads: false), new ThreadListener(_record, _cpu.IsBeforeTeller(stream))), (0, listeners.Count));
        for (teller.Next(); !_record.IsComplete; _record.GoOn())
        {
            _record.IsComplete = CountOn(teller, null) is null;
            while (listeners.TryPeek(out var listener, out var next) && (_record.IsComplete || next.Clock < _record.Border))
            {
                listeners.Dequeue();
                if (listener.IsNew) listener.Begin();
                if (CountOn(listener.Place, listener.Threads) is { } clock) listeners.Enqueue(listener, (clock, next.Stream));
            }
        }

        _timeline.End();
        if (_turns?.End() is { } tail) _counter.Parts.Add(tail);
    }

    private StreamPlace Place(TraceStream stream, bool tellsThreads) => new(new PacketFeed(stream, tellsThreads, _options, _counter.Parts, _faults, _cancellation));

    // The clock at the event that it stopped before; null at the stream's end.
    private ulong? CountOn(StreamPlace place, ThreadListener? threads)
    {
        while (place.Packet is { } packet)
        {
            var isOfCpu = packet.Cpu == _cpu.Streams[0].Cpu;
            var segment = new ThreadSegment { Part = place.Part };
            var piece = new PacketBatch(place.Stream, place.File, packet.Cpu, threads is null && isOfCpu, segment) { Noted = threads is null && isOfCpu ? _record : null, Threads = isOfCpu ? threads : null, TellsTurns = threads is null && isOfCpu && _turns is not null };
            if (!isOfCpu) _faults.Add(new TraceFault(place.File.Path, packet.Number, packet.Offset, $"packet of CPU {packet.Cpu} in a stream of CPU {_cpu.Streams[0].Cpu}: who runs is not followed in it"));
            var isDone = _counter.CountOn(piece, place, _cancellation);
            if (piece.TracksThreads) _timeline.Append(segment);
            if (segment.Turns is { } turns) _turns!.Append(turns);
            if (!isDone) return piece.StoppedAt;
        }

        return null;
    }

    private sealed class Listener(StreamPlace place, ThreadListener threads)
    {
        public StreamPlace Place { get; } = place;

        public ThreadListener Threads { get; } = threads;

        public bool IsNew { get; private set; } = true;

        public void Begin()
        {
            IsNew = false;
            Place.Next();
        }
    }
}
