using System.Buffers.Binary;

namespace Steadytrace.Traces.Ctf.Packets;

/// <summary>LTTng's index of a stream file: <c>index/NAME.idx</c> beside it.</summary>
/// <remarks>
/// Big-endian: magic 0xC1F1DCC1, major 1, minor, entry length (32 bits each); entries begin with the packet's offset in bytes and its
/// size in bits, its content in bits, begin, end, counter of lost events and stream class, from minor version 1 on also stream instance and packet
/// number (64 bits each). An index comes from outside like the stream: what it says is a hint, to be checked against the stream.
/// </remarks>
internal sealed class PacketIndex
{
    private const uint Magic = 0xC1F1DCC1;
    private const int HeaderBytes = 16;
    private const int LeastEntryBytes = 56;
    private const int EntryBytesWithSequence = 72;
    private const int MaximumEntryBytes = 4096;

    private readonly byte[] _bytes;
    private readonly int _entryBytes;

    private PacketIndex(string path, byte[] bytes, int entryBytes)
    {
        (Path, _bytes, _entryBytes) = (path, bytes, entryBytes);
        Count = (bytes.Length - HeaderBytes) / entryBytes;
    }

    public string Path { get; }

    /// <summary>Size in bytes: it is in memory whole.</summary>
    public long Bytes => _bytes.Length;

    /// <summary>Number of packets.</summary>
    public long Count { get; }

    public IndexEntry this[long packet]
    {
        get
        {
            var entry = _bytes.AsSpan((int)ByteOf(packet), _entryBytes);
            ulong? Late(int offset, ReadOnlySpan<byte> from) => _entryBytes >= EntryBytesWithSequence ? BinaryPrimitives.ReadUInt64BigEndian(from[offset..]) : null;
            return new IndexEntry(Number(entry, 0), Number(entry, 8), Number(entry, 16), Number(entry, 24), Number(entry, 32), Number(entry, 40), Number(entry, 48), Late(56, entry), Late(64, entry));
        }
    }

    /// <summary>Where a packet's entry begins in the index file.</summary>
    public long ByteOf(long packet) => HeaderBytes + packet * _entryBytes;

    /// <summary>Reads the index of a stream file, if it has one.</summary>
    /// <param name="streamFile">Path of the stream file.</param>
    /// <param name="streamBytes">Its size.</param>
    /// <param name="note">Why the index is not used; null when it is, or there is none.</param>
    public static PacketIndex? Read(string streamFile, long streamBytes, out string? note)
    {
        var path = PathOf(streamFile);
        note = null;
        if (!File.Exists(path)) return null;
        try
        {
            return Check(path, RegularFile.ReadAll(path), streamBytes, out note);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            note = Unused(path, 0, error.Message);
            return null;
        }
    }

    /// <summary>The packet from which to read when nothing before a time is asked for: the last of those in front that end before it, or the first.</summary>
    public long LastBefore(ulong clock)
    {
        long packet = 0;
        while (packet < Count && this[packet] is var entry && entry.Begin <= entry.End && entry.End < clock && (packet == 0 || this[packet - 1].End <= entry.Begin)) packet++;
        return Math.Max(packet - 1, 0);
    }

    /// <summary>No packet from one on begins before a time.</summary>
    public bool AllBeginAt(long packet, ulong clock)
    {
        for (; packet < Count; packet++)
            if (this[packet].Begin < clock) return false;
        return true;
    }

    /// <summary>What to tell people of an index that is not used.</summary>
    public static string Unused(string path, long offset, string reason) => $"{path}: byte {offset}: {reason}; its stream is read without the index";

    private static PacketIndex? Check(string path, byte[] bytes, long streamBytes, out string? note)
    {
        note = null;
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadUInt32BigEndian(bytes) != Magic) note = Unused(path, 0, "no index: it does not begin with 0xC1F1DCC1 and a header");
        else if (BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4)) is var major && major != 1) note = Unused(path, 4, $"an index of version {major}; only 1 is read");
        else if (BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(12)) is var entry && entry is < LeastEntryBytes or > MaximumEntryBytes) note = Unused(path, 12, $"entries of {entry} bytes");
        else if ((bytes.Length - HeaderBytes) % entry != 0) note = Unused(path, bytes.Length, "the last entry is not whole");
        else return CheckPlaces(new PacketIndex(path, bytes, (int)entry), streamBytes, out note);
        return null;
    }

    // Packets without a hole from the file's first byte to its last: then, whatever else an entry says, every packet is reached.
    private static PacketIndex? CheckPlaces(PacketIndex index, long streamBytes, out string? note)
    {
        note = null;
        ulong end = 0;
        for (long packet = 0; packet < index.Count; packet++)
        {
            var entry = index[packet];
            if (entry.Offset != end || entry.Bits == 0 || entry.Bits % 8 != 0 || entry.Bits / 8 > (ulong)streamBytes - end)
            {
                note = Unused(index.Path, index.ByteOf(packet), $"packet {packet} of {entry.Bits} bits at byte {entry.Offset}, where the stream has one at byte {end} and ends at byte {streamBytes}");
                return null;
            }

            end += entry.Bits / 8;
        }

        if (end == (ulong)streamBytes) return index;
        note = Unused(index.Path, index.ByteOf(index.Count), $"the index ends at byte {end} of the stream, which has {streamBytes}");
        return null;
    }

    private static string PathOf(string streamFile) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(streamFile)!, "index", System.IO.Path.GetFileName(streamFile) + ".idx");

    private static ulong Number(ReadOnlySpan<byte> entry, int offset) => BinaryPrimitives.ReadUInt64BigEndian(entry[offset..]);

    /// <summary>Where the last packet begins, by the index; null when there is no index, or it is not one, or does not reach the file's end.</summary>
    /// <param name="streamFile">Path of the stream file.</param>
    /// <param name="streamBytes">Its size.</param>
    public static long? LastPacketOffset(string streamFile, long streamBytes)
    {
        var path = PathOf(streamFile);
        try
        {
            if (!File.Exists(path) || RegularFile.Length(path) == 0) return null;
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
