using System.Buffers.Binary;
using System.IO.Compression;

namespace Steadytrace.Testing;

/// <summary>Looks at a picture: how many colours are in it. An empty graph, or a blank page, has few.</summary>
/// <remarks>Reads PNG (RFC 2083) without interlace, 8 bits per sample, RGB or RGBA: what cairo and browsers write.</remarks>
public static class PngColours
{
    /// <summary>The colours and how many points have each.</summary>
    /// <exception cref="InvalidDataException">It is no such picture.</exception>
    public static IReadOnlyDictionary<int, int> Count(ReadOnlySpan<byte> png)
    {
        if (png.Length < 8 || png[0] != 0x89 || !png[1..4].SequenceEqual("PNG"u8)) throw new InvalidDataException("no PNG");
        var (width, height, samples) = (0, 0, 0);
        using var packed = new MemoryStream();
        for (var at = 8; at + 12 <= png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            var kind = png.Slice(at + 4, 4);
            var data = png.Slice(at + 8, length);
            if (kind.SequenceEqual("IHDR"u8))
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                samples = (data[8], data[9], data[12]) switch { (8, 2, 0) => 3, (8, 6, 0) => 4, _ => throw new InvalidDataException("another kind of PNG") };
            }
            else if (kind.SequenceEqual("IDAT"u8))
            {
                packed.Write(data);
            }

            at += 12 + length;
        }

        packed.Position = 0;
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        return Count(unpacked, width * samples, height, samples);
    }

    private static Dictionary<int, int> Count(Stream rows, int rowBytes, int height, int samples)
    {
        var colours = new Dictionary<int, int>();
        var (above, row) = (new byte[rowBytes], new byte[rowBytes + 1]);
        for (var line = 0; line < height; line++)
        {
            rows.ReadExactly(row);
            Unfilter(row[0], row.AsSpan(1), above, samples);
            row.AsSpan(1).CopyTo(above);
            for (var at = 0; at < rowBytes; at += samples)
            {
                var colour = (above[at] << 16) | (above[at + 1] << 8) | above[at + 2];
                colours[colour] = colours.GetValueOrDefault(colour) + 1;
            }
        }

        return colours;
    }

    private static void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int samples)
    {
        for (var at = 0; at < row.Length; at++)
        {
            var left = at >= samples ? row[at - samples] : 0;
            var corner = at >= samples ? above[at - samples] : 0;
            row[at] += (byte)(filter switch { 0 => 0, 1 => left, 2 => above[at], 3 => (left + above[at]) / 2, 4 => Paeth(left, above[at], corner), _ => throw new InvalidDataException("unknown filter") });
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        var guess = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - above), Math.Abs(guess - corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
