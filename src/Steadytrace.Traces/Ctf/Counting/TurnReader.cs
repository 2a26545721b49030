using System.Buffers.Binary;
using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Tallies;
using Steadytrace.Traces.Turns;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>A worker's way from packets to turns: from clock cycles and raw names to times and processes, one piece of a CPU's packets after the other.</summary>
internal sealed class TurnReader(TimeSlots slots, TimePieces pieces)
{
    private const int MaximumRows = 4096;

    private readonly ProcessNames _names = new();
    private ClockClass? _clock;
    private TurnPiece? _piece;
    private TurnTimes? _inside;
    private bool _mayBegin; // the CPU's time, or anew behind a loss

    /// <summary>Begins a batch.</summary>
    /// <param name="batch">Takes the piece.</param>
    /// <param name="stream">The class of its packets.</param>
    /// <param name="tally">Takes what is known within it.</param>
    public void Begin(PacketBatch batch, StreamClass stream, Tally tally)
    {
        (_clock, _inside, _mayBegin) = (stream.Clock, new TurnTimes(pieces, tally), true);
        batch.Segment.Turns = _piece = new TurnPiece(_inside);
    }

    /// <summary>A packet begins.</summary>
    /// <param name="bytes">The packet.</param>
    /// <param name="packet">What its header said.</param>
    /// <param name="clock">The clock before its first event.</param>
    /// <param name="isLossBefore">Its tracer lost events, before it or behind its last event.</param>
    public void BeginPacket(ReadOnlySpan<byte> bytes, Packet packet, ulong clock, bool isLossBefore)
    {
        long? first = _mayBegin || isLossBefore ? EventTimes.First(bytes, packet, clock) is { } cycles ? Unix(cycles) : null : null;
        _piece!.BeginPacket(first, isLossBefore);
        _mayBegin &= first is null;
    }

    /// <summary>A packet ends.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="last">The clock at its last event; null for a damaged packet.</param>
    /// <param name="isLoss">Its tracer lost events, before it or behind its last event.</param>
    public void EndPacket(Packet packet, ulong? last, bool isLoss)
    {
        var isDamaged = last is null;
        _mayBegin |= isLoss || isDamaged;
        _piece!.EndPacket(last is { } cycles && packet.ContentBits > packet.EventsBit ? Unix(cycles) : null, isLoss || isDamaged);
    }

    /// <summary>Ends the batch.</summary>
    public void End() => _inside!.Flush();

    public void Switch(ulong cycles, ReadOnlySpan<byte> previous, ReadOnlySpan<byte> next)
    {
        var left = NameOf(previous);
        _piece!.Switch(Unix(cycles), left, NameOf(next));
    }

    public void Exec(ulong cycles, ReadOnlySpan<byte> file) => _piece!.Rename(Unix(cycles), ProcessNames.OfFile(file));

    private long Unix(ulong cycles) => slots.Unix(cycles, _clock!);

    private string NameOf(ReadOnlySpan<byte> raw)
    {
        if (raw.Length == 16 && _names.FindRaw(BinaryPrimitives.ReadUInt64LittleEndian(raw), BinaryPrimitives.ReadUInt64LittleEndian(raw[8..])) is var known and >= 0) return _names.Name(known)!;
        if (_names.Rows >= MaximumRows) _names.Clear();
        return _names.Name(_names.Add(raw))!;
    }
}
