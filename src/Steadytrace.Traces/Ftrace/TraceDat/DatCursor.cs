using System.Buffers.Binary;
using System.Text;

namespace Steadytrace.Traces.Ftrace.TraceDat;

/// <summary>Reads numbers and texts of a <c>trace.dat</c> one after another. No length is believed before it is compared with what is left.</summary>
internal sealed class DatCursor
{
    private const int LongestString = 4096;

    private readonly Stream _stream;
    private readonly string _path;
    private readonly long? _sectionOffset;
    private long _keptBytes;

    /// <summary>Reads a file.</summary>
    public DatCursor(FileStream file) => (_stream, _path) = (file, file.Name);

    private DatCursor(byte[] section, DatCursor file, long offset) =>
        (_stream, _path, _sectionOffset, LittleEndian) = (new MemoryStream(section, writable: false), file._path, offset, file.LittleEndian);

    /// <summary>Byte order of all numbers.</summary>
    public bool LittleEndian { get; set; } = true;

    /// <summary>Where it reads next: in the file, or in the section that was decompressed.</summary>
    public long Position => _stream.Position;

    /// <summary>Bytes up to the end.</summary>
    public long Left => _stream.Length - _stream.Position;

    /// <summary>Reads a section that was decompressed; faults are told of its place in the file.</summary>
    public DatCursor Section(byte[] section, long offset) => new(section, this, offset);

    /// <summary>Goes to a place in the file.</summary>
    /// <exception cref="TraceException">It is not in the file.</exception>
    public void Go(ulong offset)
    {
        if (offset > (ulong)_stream.Length) throw Fault($"an offset of {offset}, the file ends at {_stream.Length}");
        _stream.Position = (long)offset;
    }

    /// <summary>Steps over bytes.</summary>
    /// <exception cref="TraceException">There are not as many.</exception>
    public void Skip(ulong bytes) => Go((ulong)Position + Checked(bytes));

    public byte U8() => Bytes(1)[0];

    public ushort U16() => LittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2)) : BinaryPrimitives.ReadUInt16BigEndian(Bytes(2));

    public uint U32() => LittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)) : BinaryPrimitives.ReadUInt32BigEndian(Bytes(4));

    public ulong U64() => LittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8)) : BinaryPrimitives.ReadUInt64BigEndian(Bytes(8));

    /// <summary>So many bytes.</summary>
    /// <exception cref="TraceException">There are not as many, or more than any part of a file that is kept in memory has.</exception>
    public byte[] Bytes(ulong count)
    {
        if (Checked(count) > DatDecompression.MostBytes) throw Fault($"a part of {count} bytes, at most {DatDecompression.MostBytes} are read");
        var bytes = new byte[count];
        _stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A text of so many bytes.</summary>
    /// <exception cref="TraceException">There are not as many, or all texts together are longer than any kernel's.</exception>
    public string Text(ulong bytes)
    {
        if ((_keptBytes += (long)Math.Min(bytes, DatDecompression.MostBytes)) > DatDecompression.MostBytes) throw Fault($"more than {DatDecompression.MostBytes} bytes of text");
        return Encoding.UTF8.GetString(Bytes(bytes)).TrimEnd('\0');
    }

    /// <summary>A short text up to a NUL.</summary>
    public string String()
    {
        var bytes = new List<byte>();
        for (byte next; (next = U8()) != 0;)
        {
            if (bytes.Count == LongestString) throw Fault($"a string of more than {LongestString} bytes");
            bytes.Add(next);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>Reads a text that must be there.</summary>
    public void Expect(string text)
    {
        var at = Position;
        if (Text((ulong)text.Length) != text.TrimEnd('\0')) throw Fault($"no \"{text.TrimEnd('\0')}\" at {at}");
    }

    /// <summary>What is wrong here.</summary>
    public TraceException Fault(string reason) => new(new TraceFault(_path, null, _sectionOffset ?? Position, reason));

    private ulong Checked(ulong bytes) => bytes <= (ulong)Left ? bytes : throw Fault($"a part of {bytes} bytes, {Left} are left");
}
