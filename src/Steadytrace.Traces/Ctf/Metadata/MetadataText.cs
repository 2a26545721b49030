using System.Buffers.Binary;

namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>The text of a <c>metadata</c> file, whether it lies there plainly or cut into packets.</summary>
/// <remarks>
/// A metadata packet (CTF 1.8.3, section 7.1): magic, trace UUID[16], checksum, content size and packet size in bits, compression, encryption and
/// checksum schemes, major, minor; then text. The magic's byte order is the packet's. CTF 2 has version 2.0 and, behind that, three bytes of
/// zero and the header's own size in bits (CTF2-PMETA-1.0), or the text at once (LTTng's kernel tracer): no text has a zero byte.
/// </remarks>
internal sealed class MetadataText
{
    private const uint Magic = 0x75D11D57;
    private const int HeaderBytes = 37;
    private const int JsonHeaderBytes = 44;

    private readonly string _file;
    private readonly List<(int TextStart, long FileOffset)> _pieces = [];

    private MetadataText(string file, byte[] bytes)
    {
        _file = file;
        Bytes = bytes.AsMemory();
        if (bytes.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(bytes) is var little && (little == Magic || BinaryPrimitives.ReverseEndianness(little) == Magic))
            Bytes = Unpack(bytes, bigEndian: little != Magic);
        else
            _pieces.Add((0, 0));
    }

    /// <summary>The text, in the file's own encoding (ASCII or UTF-8).</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Reads and unpacks a metadata file.</summary>
    /// <exception cref="TraceException">It cannot be read, is empty, too large, or damaged.</exception>
    public static MetadataText Read(string file)
    {
        byte[] bytes;
        try
        {
            bytes = RegularFile.ReadAll(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TraceException(new TraceFault(file, null, 0, $"cannot be read: {error.Message}"), error);
        }

        if (bytes.Length == 0) throw new TraceException(new TraceFault(file, null, 0, "metadata is empty"));
        return new MetadataText(file, bytes);
    }

    /// <summary>A fault at a place in the text: the file's byte offset, with line and column.</summary>
    public TraceFault FaultAt(int textOffset, string reason)
    {
        var before = Bytes.Span[..Math.Min(textOffset, Bytes.Length)];
        var line = before.Count((byte)'\n') + 1;
        var column = before.Length - before.LastIndexOf((byte)'\n');
        var piece = _pieces.FindLast(piece => piece.TextStart <= textOffset);
        return new TraceFault(_file, null, piece.FileOffset + textOffset - piece.TextStart, $"line {line}, column {column}: {reason}");
    }

    private byte[] Unpack(byte[] bytes, bool bigEndian)
    {
        using var text = new MemoryStream(bytes.Length);
        for (long at = 0; at < bytes.Length;)
        {
            var packet = bytes.AsSpan((int)at);
            if (packet.Length < HeaderBytes) throw Fault(at, $"metadata packet header of {HeaderBytes} bytes cut short after {packet.Length}");
            if (UInt32(packet, bigEndian) != Magic) throw Fault(at, "metadata packet without magic number 0x75D11D57");
            long content = UInt32(packet[24..], bigEndian), whole = UInt32(packet[28..], bigEndian);
            if ((packet[35], packet[36]) is not ((1, 8) or (2, 0))) throw Fault(at + 35, $"metadata packet of version {packet[35]}.{packet[36]}, expected 1.8 or 2.0");
            if (packet[32] != 0) throw Fault(at + 32, $"compressed metadata (scheme {packet[32]}) is not read");
            if (packet[33] != 0) throw Fault(at + 33, $"encrypted metadata (scheme {packet[33]}) is not read");
            if (content % 8 != 0 || whole % 8 != 0) throw Fault(at + 24, "metadata packet whose size is not in whole bytes");
            (content, whole) = (content / 8, whole / 8);
            var header = packet[35] == 2 && packet.Length > HeaderBytes && packet[HeaderBytes] == 0 ? JsonHeader(packet, at, bigEndian) : HeaderBytes;
            if (content < header || content > whole) throw Fault(at + 24, $"metadata packet with {content} bytes of content in {whole}");
            if (whole > packet.Length) throw Fault(at + 28, $"metadata packet of {whole} bytes, but only {packet.Length} are left in the file");
            _pieces.Add(((int)text.Length, at + header));
            text.Write(packet[(int)header..(int)content]);
            at += whole;
        }

        return text.ToArray();
    }

    private long JsonHeader(ReadOnlySpan<byte> packet, long at, bool bigEndian)
    {
        if (packet.Length < JsonHeaderBytes) throw Fault(at, $"metadata packet header of {JsonHeaderBytes} bytes cut short after {packet.Length}");
        long bits = UInt32(packet[40..], bigEndian);
        return bits % 8 == 0 && bits / 8 >= JsonHeaderBytes ? bits / 8 : throw Fault(at + 40, $"metadata packet header of {bits} bits, expected {JsonHeaderBytes * 8} or more");
    }

    private TraceException Fault(long offset, string reason) => new(new TraceFault(_file, null, offset, reason));

    private static uint UInt32(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
