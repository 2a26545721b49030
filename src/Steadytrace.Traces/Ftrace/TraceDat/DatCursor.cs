using System.Buffers.Binary;
using System.Text;

namespace Steadytrace.Traces.Ftrace.TraceDat;

/// <summary>Reads numbers and texts of a <c>trace.dat</c> one after another. No length is believed before it is compared with what is left.</summary>
internal sealed class DatCursor
{
    /// <summary>Most bytes of a name: of a system, an instance (a folder's), or the clocks that a kernel lists.</summary>
    private const int LongestString = 255;

    /// <summary>Most bytes of all texts and names of a file: those of a kernel with all its events have fewer than 8 MiB.</summary>
    private const long MostTextBytes = 16 << 20;

    private readonly Stream _stream;
    private readonly string _path;
    private readonly long? _sectionOffset;
    private readonly DatCursor? _file;
    private long _textBytes;

    /// <summary>Reads a file.</summary>
    public DatCursor(FileStream file) => (_stream, _path) = (file, file.Name);

    private DatCursor(byte[] section, DatCursor file, long offset) =>
        (_stream, _path, _sectionOffset, _file, LittleEndian) = (new MemoryStream(section, writable: false), file._path, offset, file, file.LittleEndian);

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
        Keep(bytes);
        return Encoding.UTF8.GetString(Bytes(bytes)).TrimEnd('\0');
    }

    /// <summary>A name up to a NUL.</summary>
    /// <exception cref="TraceException">It is longer than any name, or all texts together are longer than any kernel's.</exception>
    public string String()
    {
        var bytes = new List<byte>();
        for (byte next; (next = U8()) != 0;)
        {
            if (bytes.Count == LongestString) throw Fault($"a string of more than {LongestString} bytes");
            bytes.Add(next);
        }

        Keep((ulong)bytes.Count);
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

    private void Keep(ulong textBytes)
    {
        var file = _file ?? this;
        if ((file._textBytes += (long)Math.Min(textBytes, MostTextBytes)) > MostTextBytes) throw Fault($"more than {MostTextBytes} bytes of text");
    }

    private ulong Checked(ulong bytes) => bytes <= (ulong)Left ? bytes : throw Fault($"a part of {bytes} bytes, {Left} are left");
}
