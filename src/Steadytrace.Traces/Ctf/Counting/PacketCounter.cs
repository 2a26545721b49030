using Steadytrace.Traces.Ctf.Checked;
using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Ctf.Plan;
using Steadytrace.Traces.Tallies;
using Steadytrace.Traces.Turns;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>One worker: counts batches into a tally of its own.</summary>
/// <param name="options">What to count.</param>
/// <param name="plans">The plans of stream classes, shared by all workers; null to count with the checked reader only.</param>
/// <param name="faults">Takes what cannot be read.</param>
/// <param name="room">How much may be counted apart.</param>
internal sealed class PacketCounter(CountOptions options, PlanShelf? plans, FaultList faults, TallyRoom room)
{
    /// <summary>Room for counts of all stream classes but the one that is counted: metadata may declare thousands.</summary>
    private const long MaximumTableBytes = 16 << 20;

    private readonly Dictionary<StreamClass, CountTable> _tables = [];
    private readonly Dictionary<StreamClass, PlanReader?> _readers = [];
    private readonly FieldValues _values = new();
    private readonly TimeSlots _slots = new(options);
    private readonly TurnReader? _turns = options.CpuTime ? new TurnReader(new TimeSlots(options), new TimePieces(options, room)) : null;
    private long _tableBytes;

    /// <summary>Complete after <see cref="Finish"/>.</summary>
    public TallyParts Parts { get; } = new(options.Split, room);

    public void Count(PacketBatch batch, CancellationToken cancellation)
    {
        var stream = batch.Stream.Class;
        var table = Begin(batch, batch.Packets[0].Stream);
        _values.Clock = batch.Clock;
        foreach (var packet in batch.Packets)
        {
            cancellation.ThrowIfCancellationRequested();
            if (packet.ClockStart is { } start) _values.Clock = start;
            _values.BeginPacket(packet.Slots);

            // A packet that lies within one time slot needs no event's stamp, unless it matters how long threads run.
            var slot = batch.TellsTurns ? null : _slots.OfWhole(packet, batch.File.Layout.PacketTimesHold);
            if (slot is { } whole) table.Enter(whole);
            Count(batch.File, packet, packet.EventsBit, table, perEvent: slot is null, batch.Losses.Contains(packet.Number));
            if (packet.End is { } end && stream.Clock is not null) _values.Clock = end;
        }

        End(table);
        batch.Clock = _values.Clock;
        batch.File.Bytes.Release(batch.Packets[0].Offset, batch.Packets[^1].Offset + batch.Packets[^1].Bytes - batch.Packets[0].Offset);
    }

    /// <summary>Counts the packets that follow each other in one file, from one CPU, on from where their stream stands.</summary>
    /// <returns>False when the piece ended inside a packet: who runs cannot be noted, or is not known, for now.</returns>
    public bool CountOn(PacketBatch piece, StreamPlace place, CancellationToken cancellation)
    {
        var table = Begin(piece, place.Packet!.Stream);
        do
        {
            cancellation.ThrowIfCancellationRequested();
            _values.BeginPacket(place.Packet.Slots);
            _values.State = place.State;
            place.Bit = Count(place.File, place.Packet, place.Bit, table, perEvent: true, place.IsLoss);
            place.State = _values.State;
        }
        while (!table.IsStopped && place.Next() && place.File == piece.File && place.Packet!.Cpu == piece.Cpu);
        End(table);
        piece.StoppedAt = table.StoppedAt;
        return !table.IsStopped;
    }

    /// <summary>Moves all counts to <see cref="Parts"/>.</summary>
    public void Finish()
    {
        foreach (var table in _tables.Values) table.Flush();
    }

    private CountTable Begin(PacketBatch batch, StreamClass stream)
    {
        if (_tableBytes > MaximumTableBytes) ForgetTables();
        var table = TableOf(stream);
        _tableBytes -= table.Bytes;
        var tally = Parts.Of(batch.Segment.Part);
        table.Begin(batch, tally);
        table.Turns = batch.TellsTurns ? _turns : null;
        table.Turns?.Begin(batch, stream, tally);
        _values.Slots.Reserve(stream.Slots);
        return table;
    }

    private void End(CountTable table)
    {
        table.End();
        table.Turns?.End();
        _tableBytes += table.Bytes;
    }

    // Gives the bit of the first event that was not counted.
    private long Count(StreamFile file, Packet packet, long bit, CountTable table, bool perEvent, bool isLoss)
    {
        var bytes = file.Bytes.Span(packet.Offset, packet.Bytes);
        if (bit == packet.EventsBit) table.Turns?.BeginPacket(bytes, packet, _values.Clock, isLoss);
        ulong? last = null;
        try
        {
            if (PlanReader.Takes(packet) && ReaderOf(packet.Stream, table) is { } reader) reader.Count(file.Bytes, packet, ref bit, _values, perEvent);
            else EventCounter.Count(bytes, packet, ref bit, _values, table, perEvent);
            last = _values.Clock;
        }
        catch (DamagedPacketException damage)
        {
            faults.Add(new TraceFault(file.Path, packet.Number, packet.Offset + damage.Bit / 8, damage.Message));
        }

        // What lies behind a damaged or a cut event is not known.
        if (!table.IsStopped) table.Turns?.EndPacket(packet, packet.Cut is null ? last : null, isLoss);
        return bit;
    }

    private PlanReader? ReaderOf(StreamClass stream, CountTable table)
    {
        if (plans is null) return null;
        if (!_readers.TryGetValue(stream, out var reader)) _readers.Add(stream, reader = plans.Find(stream) is { } plan ? new PlanReader(plan, table) : null);
        return reader;
    }

    private CountTable TableOf(StreamClass stream)
    {
        if (!_tables.TryGetValue(stream, out var table)) _tables.Add(stream, table = NewTable(stream));
        return table;
    }

    private CountTable NewTable(StreamClass stream)
    {
        var table = new CountTable(stream, _slots, room);
        _tableBytes += table.Bytes;
        return table;
    }

    private void ForgetTables()
    {
        Finish();
        _tables.Clear();
        _readers.Clear();
        _tableBytes = 0;
    }
}
