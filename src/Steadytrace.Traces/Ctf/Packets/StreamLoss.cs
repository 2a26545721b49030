namespace Steadytrace.Traces.Ctf.Packets;

/// <summary>What a stream lost, packet by packet: the difference of its counters to those of the packet before.</summary>
/// <param name="before">Where the stream stood before the trace began; null where it is not known.</param>
/// <param name="othersHaveTails">Without a tail the stream is new, and its counter began at 0.</param>
internal sealed class StreamLoss(StreamTail? before, bool othersHaveTails)
{
    private ulong? _discarded = before?.EventsDiscarded ?? (othersHaveTails ? 0 : null);
    private ulong? _sequence = before?.PacketSequence;

    /// <summary>The next packet, with what was lost before it.</summary>
    public PacketAndLoss Before(Packet packet) => new(packet, LostEvents(packet), LostPackets(packet));

    // A cut packet leaves its stream where the packet before it did: the next whole one, here or in the next chunk, tells of the loss.
    private long LostEvents(Packet packet)
    {
        if (packet.EventsDiscarded is not { } counter || packet.Cut is not null) return 0;
        var mask = packet.Stream.DiscardedBits is > 0 and < 64 ? (1UL << packet.Stream.DiscardedBits) - 1 : ulong.MaxValue;
        var lost = _discarded is { } earlier ? (counter - earlier) & mask : 0;
        // LTTng 2.13's user-space tracer now and then writes 0 into a packet between others that count on (seen at rotations under load): it tells nothing.
        if (counter == 0 && lost > mask / 2) return 0;
        _discarded = counter;

        // A counter of 64 bits does not wrap: one that steps back began anew.
        return lost > long.MaxValue ? (long)Math.Min(counter, long.MaxValue) : (long)lost;
    }

    private long LostPackets(Packet packet)
    {
        if (packet.Sequence is not { } number || packet.Cut is not null) return 0;
        var hole = _sequence is { } earlier && number > earlier ? number - earlier - 1 : 0;
        _sequence = number;
        return (long)Math.Min(hole, long.MaxValue);
    }
}
