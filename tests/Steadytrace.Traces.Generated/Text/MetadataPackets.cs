using System.Buffers.Binary;
using System.Text;

namespace Steadytrace.Traces.Generated.Text;

/// <summary>Cuts metadata into packets, as LTTng writes it.</summary>
public static class MetadataPackets
{
    private const uint Magic = 0x75D11D57;
    private const int HeaderBytes = 37;

    public static byte[] Of(string text, byte[] uuid, bool bigEndian, Chance chance)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        using var file = new MemoryStream();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, chance.Between(1, 4000));
            var padding = chance.Percent(50) ? chance.Below(100) : 0;
            var header = new byte[HeaderBytes];
            Write(header, Magic);
            uuid.CopyTo(header, 4);
            Write(header.AsSpan(24), (uint)(HeaderBytes + length) * 8);
            Write(header.AsSpan(28), (uint)(HeaderBytes + length + padding) * 8);
            (header[35], header[36]) = (1, 8);
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
