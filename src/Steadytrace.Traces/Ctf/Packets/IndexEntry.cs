namespace Steadytrace.Traces.Ctf.Packets;

/// <summary>What an index says of a packet.</summary>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Bits">Its size in bits.</param>
/// <param name="ContentBits">Its content in bits.</param>
/// <param name="Begin">Clock cycles at its begin.</param>
/// <param name="End">Clock cycles at its end.</param>
/// <param name="Discarded">The running counter of lost events.</param>
/// <param name="Stream">The stream class.</param>
/// <param name="Instance">The stream instance; null in an index of minor version 0.</param>
/// <param name="Sequence">The packet's number in its stream; null in an index of minor version 0.</param>
internal readonly record struct IndexEntry(ulong Offset, ulong Bits, ulong ContentBits, ulong Begin, ulong End, ulong Discarded, ulong Stream, ulong? Instance, ulong? Sequence)
{
    /// <summary>What the packet's own header says otherwise; null when both agree. What a packet does not say is not compared.</summary>
    public string? Contradiction(Packet packet)
    {
        if ((ulong)packet.Bytes * 8 != Bits) return Text("packet size", Bits, (ulong)packet.Bytes * 8);
        if ((ulong)packet.ContentBits != ContentBits) return Text("content size", ContentBits, (ulong)packet.ContentBits);
        return Text("begin", Begin, packet.Begin) ?? Text("end", End, packet.End) ?? Text("lost events", Discarded, packet.EventsDiscarded)
            ?? Text("stream", Stream, packet.Stream.Id) ?? Text("stream instance", Instance, packet.Instance) ?? Text("packet number", Sequence, packet.Sequence);
    }

    private static string? Text(string what, ulong? told, ulong? found) =>
        told is { } index && found is { } own && index != own ? $"{what} {index}, where the packet itself says {own}" : null;
}
