using System.Buffers.Binary;
using System.Text;

namespace Steadytrace.Traces.Generated.Text;

/// <summary>Cuts metadata into packets, as LTTng writes it.</summary>
public static class MetadataPackets
{
    private const uint Magic = 0x75D11D57;
    private const int PlainHeaderBytes = 37;
    private const int JsonHeaderBytes = 44;

    /// <param name="text">The metadata.</param>
    /// <param name="uuid">The trace's.</param>
    /// <param name="bigEndian">Byte order of the headers.</param>
    /// <param name="isJson">Version 2.0, with the header's size in it or without, as LTTng's kernel tracer writes it.</param>
    /// <param name="chance">Random numbers.</param>
    public static byte[] Of(string text, byte[] uuid, bool bigEndian, bool isJson, Chance chance)
    {
        var headerBytes = isJson && chance.Percent(50) ? JsonHeaderBytes : PlainHeaderBytes;
        var bytes = Encoding.UTF8.GetBytes(text);
        using var file = new MemoryStream();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, chance.Between(1, 4000));
            var padding = chance.Percent(50) ? chance.Below(100) : 0;
            var header = new byte[headerBytes];
            Write(header, Magic);
            uuid.CopyTo(header, 4);
            Write(header.AsSpan(24), (uint)(headerBytes + length) * 8);
            Write(header.AsSpan(28), (uint)(headerBytes + length + padding) * 8);
            (header[35], header[36]) = isJson ? ((byte)2, (byte)0) : ((byte)1, (byte)8);
            if (headerBytes == JsonHeaderBytes) Write(header.AsSpan(40), JsonHeaderBytes * 8);
            file.Write(header);
            file.Write(bytes, at, length);
            file.Write(new byte[padding]);
            at += length;
        }

        return file.ToArray();

        void Write(Span<byte> to, uint value)
        {
            if (bigEndian) BinaryPrimitives.WriteUInt32BigEndian(to, value);
            else BinaryPrimitives.WriteUInt32LittleEndian(to, value);
        }
    }
}
