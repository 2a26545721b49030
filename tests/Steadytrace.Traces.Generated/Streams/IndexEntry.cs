using System.Buffers.Binary;

namespace Steadytrace.Traces.Generated.Streams;

/// <summary>A packet as LTTng's index tells it: sizes in bits, stamps in cycles.</summary>
public sealed record IndexEntry(long Offset, ulong PacketBits, ulong ContentBits, ulong Begin, ulong End, ulong Discarded, ulong StreamId, ulong Instance, ulong Sequence)
{
    private const uint Magic = 0xC1F1DCC1;
    private const int EntryBytes = 72;

    /// <summary>An index file of version 1.1.</summary>
    public static byte[] File(IReadOnlyList<IndexEntry> entries)
    {
        var file = new byte[16 + entries.Count * EntryBytes];
        BinaryPrimitives.WriteUInt32BigEndian(file, Magic);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(8), 1);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(12), EntryBytes);
        for (var i = 0; i < entries.Count; i++) entries[i].Write(file.AsSpan(16 + i * EntryBytes));
        return file;
    }

    private void Write(Span<byte> at)
    {
        ulong[] numbers = [(ulong)Offset, PacketBits, ContentBits, Begin, End, Discarded, StreamId, Instance, Sequence];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteUInt64BigEndian(at[(i * 8)..], numbers[i]);
    }
}
