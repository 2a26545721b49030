using System.IO.Compression;
using ZstdSharp;

namespace Steadytrace.Traces.Ftrace.TraceDat;

/// <summary>Decompressing, into no more room than there may be.</summary>
internal static class DatDecompression
{
    /// <summary>Most bytes of a part that is kept in memory, compressed or not.</summary>
    public const int MostBytes = 16 << 20;

    /// <summary>Decompresses a piece.</summary>
    /// <param name="compression">How it is compressed.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="into">Room for what comes of it.</param>
    /// <exception cref="FormatException">It is damaged, or fills more or less than the room.</exception>
    public static void Decompress(this DatCompression compression, byte[] piece, Span<byte> into)
    {
        try
        {
            var filled = compression == DatCompression.Zstd ? Zstd(piece, into) : Zlib(piece, into);
            if (filled != into.Length) throw new FormatException($"{filled} bytes decompressed, {into.Length} expected");
        }
        catch (Exception damage) when (damage is ZstdException or InvalidDataException or IOException)
        {
            throw new FormatException($"damaged {compression} data: {damage.Message}", damage);
        }
    }

    private static int Zstd(byte[] piece, Span<byte> into)
    {
        using var decompressor = new Decompressor();
        return decompressor.Unwrap(piece, into);
    }

    private static int Zlib(byte[] piece, Span<byte> into)
    {
        using var stream = new ZLibStream(new MemoryStream(piece, writable: false), CompressionMode.Decompress);
        var filled = stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
        return stream.ReadByte() < 0 ? filled : throw new FormatException($"more than {into.Length} bytes decompressed");
    }
}
