using System.Diagnostics.CodeAnalysis;
using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Checked;

/// <summary>Reads the events of a packet field by field, with every check: any layout that CTF allows, and the oracle of the plan.</summary>
internal static class CheckedReader
{
    /// <summary>Reads the event at <paramref name="bit"/> and moves it past it; false at the end of the packet's content.</summary>
    /// <param name="bytes">The packet.</param>
    /// <param name="packet">What its header said.</param>
    /// <param name="bit">Bits from the packet's beginning. Not moved when the event is damaged.</param>
    /// <param name="values">Takes the event's values; its clock must stand where the event before left it.</param>
    /// <param name="clock">The clock at the event, in cycles.</param>
    /// <param name="traced">The event's class.</param>
    /// <exception cref="DamagedPacketException">The bytes contradict the metadata.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, Packet packet, ref long bit, FieldValues values, out ulong clock, [NotNullWhen(true)] out EventClass? traced)
    {
        (traced, clock) = (null, 0);
        if (bit >= packet.ContentBits) return false;
        var stream = packet.Stream;
        var cursor = new BitCursor(bytes, bit, packet.ContentBits);
        values.Forget();
        if (stream.EventHeader is { } header) FieldWalker.Walk(header, ref cursor, values);
        clock = values.Clock;
        traced = ClassOf(stream, values, cursor.At);
        if (stream.EventContext is { } streamContext) FieldWalker.Walk(streamContext, ref cursor, values);
        if (traced.Context is { } context) FieldWalker.Walk(context, ref cursor, values);
        if (traced.Payload is { } payload) FieldWalker.Walk(payload, ref cursor, values);
        if (cursor.At == bit) throw new DamagedPacketException(bit, $"event '{traced.Traced.Name}' takes no room, so the packet would never end");
        bit = cursor.At;
        return true;
    }

    private static EventClass ClassOf(StreamClass stream, FieldValues values, long at)
    {
        if (values.Number(FieldRole.EventId) is { } id)
            return stream.Find(id) ?? throw new DamagedPacketException(at, $"event of id {id}, which the metadata does not declare for stream {stream.Id}");
        return stream.WithoutId ?? throw new DamagedPacketException(at, $"event without id, but stream {stream.Id} declares {stream.Events.Count} events and none for it");
    }
}
