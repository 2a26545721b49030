namespace Steadytrace.Traces.Ctf.Packets;

/// <summary>A packet, and what its stream lost between the packet before it and its own end.</summary>
internal readonly record struct PacketAndLoss(Packet Packet, long LostEvents, long LostPackets);
