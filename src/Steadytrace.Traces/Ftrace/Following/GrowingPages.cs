using Microsoft.Win32.SafeHandles;

namespace Steadytrace.Traces.Ftrace.Following;

/// <summary>The whole pages of a file that is still being written, from a place on; read, since a file that grows may also be shortened.</summary>
internal sealed class GrowingPages : PageSource
{
    private readonly SafeFileHandle _file;
    private readonly Memory<byte> _buffer;
    private readonly long _end;
    private long _next;
    private long _offset;

    /// <param name="path">The file.</param>
    /// <param name="begin">Where to begin.</param>
    /// <param name="end">Where to end; whole pages from the begin on, unless the file is closed.</param>
    /// <param name="buffer">At least one page.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public GrowingPages(string path, long begin, long end, Memory<byte> buffer)
    {
        (_offset, _next, _end, _buffer) = (begin, begin, end, buffer);
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    public override long Offset => _offset;

    public override long TakenBytes => _next - _offset;

    public override ReadOnlySpan<byte> Next(int pageBytes)
    {
        _offset = _next;
        var wanted = (int)Math.Min(_end - _next, _buffer.Length / pageBytes * pageBytes);
        var run = _buffer.Span[..wanted];
        for (var read = 0; read < wanted;)
        {
            var more = RandomAccess.Read(_file, run[read..], _next + read);
            if (more == 0) throw new IOException("the file became shorter while it was read");
            read += more;
        }

        _next += wanted;
        return run;
    }

    public override void Dispose()
    {
        _file.Dispose();
        base.Dispose();
    }
}
