using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Books a packet, and the loss that it reports, to the time of its begin.</summary>
internal static class PacketBooking
{
    public static void Book(PacketAndLoss read, TimeSlots slots, Tally tally)
    {
        tally.Packets++;
        if (read is { LostEvents: 0, LostPackets: 0 } || slots.OfBegin(read.Packet) is not { IsOutside: false } slot) return;
        tally.Lose(slot.Start, read.Packet.Cpu, new LostOnCpu(read.LostEvents, read.LostPackets));
    }
}
