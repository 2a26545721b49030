using System.Buffers.Binary;

namespace Steadytrace.Recording.Lttng;

/// <summary>Reads the index that LTTng writes beside each stream: <c>index/&lt;stream&gt;.idx</c>.</summary>
/// <remarks>
/// Big-endian on every machine (lttng-tools, <c>ctf-index.h</c>). Header: 4 × u32: magic, major, minor, entry length. Entry: 7 × u64: offset
/// and packet size, content size (bits), begin, end, events discarded, stream id; from minor 1 on: stream instance id, packet sequence.
/// </remarks>
internal sealed class LttngIndexFile
{
    private const uint Magic = 0xC1F1DCC1;
    private const int HeaderBytes = 16;
    private const int EntryBytesMinor0 = 56;
    private const int EntryBytesMinor1 = 72;
    private const int MaxEntryBytes = 4096;

    /// <summary>About half a million packets in one chunk of one stream: far above what a spool would hold.</summary>
    private const long MaxBytes = 64L << 20;

    private LttngIndexFile(byte[] bytes, int entryBytes, IReadOnlyList<LttngIndexEntry> entries) =>
        (Bytes, EntryBytes, Entries) = (bytes, entryBytes, entries);

    /// <summary>The packets, in the order of their offsets, one behind the other without holes.</summary>
    public IReadOnlyList<LttngIndexEntry> Entries { get; }

    /// <summary>Length of one entry in <see cref="Bytes"/>.</summary>
    public int EntryBytes { get; }

    /// <summary>The whole file.</summary>
    public byte[] Bytes { get; }

    /// <summary>Where the stream's last whole packet ends.</summary>
    public long StreamBytes => Entries.Count == 0 ? 0 : Entries[^1].End;

    /// <summary>Bytes before the first entry.</summary>
    public static int HeaderLength => HeaderBytes;

    /// <summary>Reads and checks an index against the length of its stream.</summary>
    /// <param name="path">The index file.</param>
    /// <param name="streamBytes">Length of the stream file in bytes.</param>
    /// <exception cref="InvalidDataException">It is damaged or of another version; the message names the file and the byte.</exception>
    public static LttngIndexFile Read(string path, long streamBytes)
    {
        var length = new FileInfo(path).Length;
        if (length is < HeaderBytes or > MaxBytes) throw Bad(path, 0, $"length {length}, expected {HeaderBytes} to {MaxBytes} bytes");
        var bytes = File.ReadAllBytes(path);
        var magic = U32(bytes, 0);
        if (magic != Magic) throw Bad(path, 0, $"magic {magic:x8}, expected {Magic:x8}");
        var (major, minor, entryBytes) = (U32(bytes, 4), U32(bytes, 8), U32(bytes, 12));
        if (major != 1) throw Bad(path, 4, $"version {major}.{minor}, expected 1.x");
        var least = minor == 0 ? EntryBytesMinor0 : EntryBytesMinor1;
        if (entryBytes < least || entryBytes > MaxEntryBytes) throw Bad(path, 12, $"entry length {entryBytes}, expected {least} to {MaxEntryBytes}");

        // A half-written last entry is left by a consumer that died: what is before it is sound.
        var count = (bytes.Length - HeaderBytes) / (int)entryBytes;
        var entries = new LttngIndexEntry[count];
        long end = 0;
        for (var i = 0; i < count; i++)
        {
            var at = HeaderBytes + i * (int)entryBytes;
            var (offset, bits) = (U64(bytes, at), U64(bytes, at + 8));
            if (offset != (ulong)end) throw Bad(path, at, $"packet {i} at offset {offset}, expected {end}");
            if (bits == 0 || bits % 8 != 0 || bits / 8 > (ulong)(streamBytes - end))
                throw Bad(path, at + 8, $"packet {i} has {bits} bits, but {streamBytes - end} bytes are left of its stream");
            entries[i] = new LttngIndexEntry(end, (long)(bits / 8), U64(bytes, at + 40), minor == 0 ? null : U64(bytes, at + 64));
            end = entries[i].End;
        }

        return new LttngIndexFile(bytes, (int)entryBytes, entries);
    }

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));

    private static ulong U64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(at));

    private static InvalidDataException Bad(string path, int at, string reason) => new($"{path}: byte {at}: {reason}");
}
