namespace Steadytrace.Traces.Ftrace.TraceDat;

/// <summary>One CPU's pages in a compressed section: a number of pieces, each with its length before and after.</summary>
/// <remarks>One piece is in memory at a time; trace-cmd makes pieces of ten pages. Their number, before the first, is not in the length that the file gives.</remarks>
internal sealed class CompressedPages : PageSource
{
    private readonly FileStream _file;
    private readonly DatCursor _cursor;
    private readonly DatCompression _compression;
    private byte[] _pages = [];
    private long? _piecesLeft;
    private long _offset;

    public CompressedPages(string path, bool littleEndian, DatCompression compression, long begin)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _cursor = new DatCursor(_file) { LittleEndian = littleEndian };
        (_compression, _offset) = (compression, begin);
        _file.Position = begin;
    }

    public override long Offset => _offset;

    public override long TakenBytes => _file.Position - _offset;

    public override ReadOnlySpan<byte> Next(int pageBytes)
    {
        try
        {
            _offset = _file.Position;
            _piecesLeft ??= _cursor.U32();
            if (_piecesLeft-- == 0) return default;
            var (compressed, plain) = (_cursor.U32(), _cursor.U32());
            if (plain == 0 || plain % pageBytes != 0 || plain > MostBytes(pageBytes)) throw new FormatException($"a piece of {plain} bytes of pages, expected 1 to {MostBytes(pageBytes)} in pages of {pageBytes}");
            if (_pages.Length < plain) _pages = new byte[plain];
            _compression.Decompress(_cursor.Bytes(compressed), _pages.AsSpan(0, (int)plain));
            return _pages.AsSpan(0, (int)plain);
        }
        catch (TraceException damage)
        {
            throw new FormatException(damage.Fault.Reason, damage);
        }
    }

    public override void Dispose()
    {
        _file.Dispose();
        base.Dispose();
    }

    private static int MostBytes(int pageBytes) => Math.Max(RunBytes, pageBytes);
}
