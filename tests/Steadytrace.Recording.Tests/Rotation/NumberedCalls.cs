using System.Buffers.Binary;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Rotation;

/// <summary>
/// Reads the numbers of <see cref="TracedProgram"/>'s calls from a chunk that holds nothing else and has no contexts: a reader for this one layout
/// that shares nothing with the project's own.
/// </summary>
/// <remarks>
/// Nothing is aligned. Packet: magic u32, uuid, stream u32, instance u64; begin, end, content and packet size in bits, sequence, discarded u64 each,
/// CPU u32. Event: a header, then the number. The large header is an id u16 and a time u32; the compact one an id in 5 bits and a time in 27; with all
/// bits of the id set, an id u32 and a time u64 follow the id instead.
/// </remarks>
internal static class NumberedCalls
{
    private const uint Magic = 0xC1FC1FC1;
    private const int ContentSizeAt = 32 + 16, PacketSizeAt = 32 + 24, EventsAt = 32 + 48 + 4;
    private const int LongTimeBytes = 4 + 8;

    /// <summary>Adds all numbers in the stream files of a chunk.</summary>
    public static void Read(string chunk, NumberSet numbers)
    {
        foreach (var metadata in Directory.EnumerateFiles(chunk, "metadata", SearchOption.AllDirectories))
        {
            var large = File.ReadAllText(metadata).Contains("event.header := struct event_header_large", StringComparison.Ordinal);
            foreach (var stream in Directory.EnumerateFiles(Path.GetDirectoryName(metadata)!).Where(file => file != metadata)) ReadStream(stream, large, numbers);
        }
    }

    private static void ReadStream(string stream, bool large, NumberSet numbers)
    {
        for (ReadOnlySpan<byte> rest = File.ReadAllBytes(stream); rest.Length > 0;)
        {
            Assert.Equal(Magic, BinaryPrimitives.ReadUInt32LittleEndian(rest));
            var content = (int)(BinaryPrimitives.ReadUInt64LittleEndian(rest[ContentSizeAt..]) / 8);
            ReadPacket(rest[..content], large, numbers);
            rest = rest[(int)(BinaryPrimitives.ReadUInt64LittleEndian(rest[PacketSizeAt..]) / 8)..];
        }
    }

    private static void ReadPacket(ReadOnlySpan<byte> packet, bool large, NumberSet numbers)
    {
        for (var at = EventsAt; at < packet.Length;)
        {
            if (large) at += BinaryPrimitives.ReadUInt16LittleEndian(packet[at..]) == ushort.MaxValue ? 2 + LongTimeBytes : 2 + 4;
            else at += (packet[at] & 31) == 31 ? 1 + LongTimeBytes : 4;
            numbers.Add(BinaryPrimitives.ReadInt64LittleEndian(packet[at..]));
            at += 8;
        }
    }
}
