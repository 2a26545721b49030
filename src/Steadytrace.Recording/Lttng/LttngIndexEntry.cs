namespace Steadytrace.Recording.Lttng;

/// <summary>One packet of a stream, as its index file tells.</summary>
/// <param name="Offset">Bytes from the stream file's beginning.</param>
/// <param name="Bytes">Size of the whole packet, padding included.</param>
/// <param name="EventsDiscarded">The running counter of discarded events.</param>
/// <param name="PacketSequence">The packet's number in its stream; null before index version 1.1.</param>
internal readonly record struct LttngIndexEntry(long Offset, long Bytes, ulong EventsDiscarded, ulong? PacketSequence)
{
    /// <summary>First byte after the packet.</summary>
    public long End => Offset + Bytes;
}
