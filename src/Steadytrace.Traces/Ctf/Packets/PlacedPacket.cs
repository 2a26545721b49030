namespace Steadytrace.Traces.Ctf.Packets;

/// <summary>A packet and the file that it lies in.</summary>
internal sealed record PlacedPacket(StreamFile File, Packet Packet);
