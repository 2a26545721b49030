using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Books a packet, and the loss that it reports, to the interval of its begin.</summary>
internal static class PacketBooking
{
    public static void Book(PacketAndLoss read, CountOptions options, Tally tally)
    {
        tally.Packets++;
        if (read is { LostEvents: 0, LostPackets: 0 }) return;
        long? start = null;
        if (options.Interval is { } length && read.Packet is { Begin: { } begin, Stream.Clock: { } clock })
            start = length.StartOf(Saturate((Int128)clock.ToUnixNanoseconds(begin) + options.ShiftNanoseconds));
        var interval = tally.Interval(start);
        interval.Lost += read.LostEvents;
        interval.LostPackets += read.LostPackets;
    }

    private static long Saturate(Int128 value) => value > long.MaxValue ? long.MaxValue : value < long.MinValue ? long.MinValue : (long)value;
}
