using Steadytrace.Traces.Ctf.Checked;
using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>The times of a stream's first and last event, read from one packet each.</summary>
internal static class EventTimes
{
    /// <summary>A larger packet is not read for the time of its last event: its end must do.</summary>
    private const int MaximumBytes = 8 << 20;

    /// <summary>From the first event to the last of all packets that were gone through; null when there were none, or they tell no time.</summary>
    /// <remarks>Of a damaged packet, the last event before the damage.</remarks>
    public static TraceSpan? Of(TraceStream stream) =>
        stream is { FirstWithEvents: { } first, LastWithEvents: { } last } && First(first) is { } begin
            ? new TraceSpan(begin, Math.Max(begin, Last(last) ?? begin))
            : null;

    /// <summary>The time of a packet's first event; null when nothing tells it.</summary>
    public static long? First(PlacedPacket placed) => Time(placed, most: 1);

    private static long? Last(PlacedPacket placed) => placed.Packet switch
    {
        { Bytes: <= MaximumBytes } => Time(placed, most: long.MaxValue),
        { End: { } end, Stream.Clock: { } clock } => clock.ToUnixNanoseconds(end),
        _ => null,
    };

    private static long? Time(PlacedPacket placed, long most)
    {
        var (file, packet) = (placed.File, placed.Packet);
        if (packet is not { Begin: { } begin, Stream.Clock: { } clock }) return null;
        return clock.ToUnixNanoseconds(Last(file.Bytes.Span(packet.Offset, packet.Bytes), packet, begin, most) ?? begin);
    }

    /// <summary>The clock at a packet's first event; null where there is none that can be read.</summary>
    /// <param name="bytes">The packet.</param>
    /// <param name="packet">What its header said.</param>
    /// <param name="clock">The clock before it.</param>
    public static ulong? First(ReadOnlySpan<byte> bytes, Packet packet, ulong clock) => Last(bytes, packet, clock, most: 1);

    private static ulong? Last(ReadOnlySpan<byte> bytes, Packet packet, ulong clock, long most)
    {
        var values = new FieldValues { Clock = clock };
        values.Slots.Reserve(packet.Stream.Slots);
        values.BeginPacket(packet.Slots);
        var bit = packet.EventsBit;
        ulong? last = null;
        try
        {
            for (; most > 0 && CheckedReader.TryRead(bytes, packet, ref bit, values, out var cycles, out _); most--) last = cycles;
        }
        catch (DamagedPacketException)
        {
            // Whoever counts it tells of it.
        }

        return last;
    }
}
