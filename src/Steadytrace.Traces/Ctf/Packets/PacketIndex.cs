using System.Buffers.Binary;

namespace Steadytrace.Traces.Ctf.Packets;

/// <summary>LTTng's index of a stream file: <c>index/NAME.idx</c> beside it.</summary>
/// <remarks>
/// Big-endian: magic 0xC1F1DCC1, major 1, minor, entry length (32 bits each); entries begin with the packet's offset in bytes and its
/// size in bits (64 bits each). An index comes from outside like the stream: what it says is a hint, to be checked against the stream.
/// </remarks>
internal static class PacketIndex
{
    private const uint Magic = 0xC1F1DCC1;
    private const int HeaderBytes = 16;
    private const int LeastEntryBytes = 56;
    private const int MaximumEntryBytes = 4096;

    /// <summary>Where the last packet begins, by the index; null when there is no index, or it is not one, or does not reach the file's end.</summary>
    /// <param name="streamFile">Path of the stream file.</param>
    /// <param name="streamBytes">Its size.</param>
    public static long? LastPacketOffset(string streamFile, long streamBytes)
    {
        var path = Path.Combine(Path.GetDirectoryName(streamFile)!, "index", Path.GetFileName(streamFile) + ".idx");
        if (!File.Exists(path)) return null;
        try
        {
            using var index = File.OpenHandle(path);
            Span<byte> header = stackalloc byte[HeaderBytes];
            if (RandomAccess.Read(index, header, 0) < HeaderBytes || BinaryPrimitives.ReadUInt32BigEndian(header) != Magic || BinaryPrimitives.ReadUInt32BigEndian(header[4..]) != 1) return null;
            long entryBytes = BinaryPrimitives.ReadUInt32BigEndian(header[12..]);
            var entriesBytes = RandomAccess.GetLength(index) - HeaderBytes;
            if (entryBytes is < LeastEntryBytes or > MaximumEntryBytes || entriesBytes < entryBytes || entriesBytes % entryBytes != 0) return null;
            Span<byte> last = stackalloc byte[16];
            if (RandomAccess.Read(index, last, HeaderBytes + entriesBytes - entryBytes) < last.Length) return null;
            var offset = BinaryPrimitives.ReadInt64BigEndian(last);
            var bits = BinaryPrimitives.ReadUInt64BigEndian(last[8..]);
            return offset >= 0 && offset < streamBytes && bits % 8 == 0 && bits / 8 == (ulong)(streamBytes - offset) ? offset : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // as good as no index: the stream itself is read
        }
    }
}
