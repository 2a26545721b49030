namespace Steadytrace.Traces;

/// <summary>
/// Where a stream stood at the end of its last packet: what the next chunk needs to know to tell loss at its own beginning.
/// The loss of a packet is the difference of <see cref="EventsDiscarded"/> to the packet before it, also across chunks.
/// </summary>
/// <param name="Stream">The stream file's path inside the chunk, with forward slashes: <c>ust/uid/0/64-bit/chan_0</c>.</param>
/// <param name="EventsDiscarded">The running counter of the stream's last packet; it may wrap at the width its metadata gives.</param>
/// <param name="PacketSequence">The last packet's sequence number; null where the tracer writes none.</param>
public sealed record StreamTail(string Stream, ulong EventsDiscarded, ulong? PacketSequence);
