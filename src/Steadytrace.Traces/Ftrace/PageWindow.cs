using System.IO.MemoryMappedFiles;

namespace Steadytrace.Traces.Ftrace;

/// <summary>Pages that lie in a file one after another, as memory, read only; the next run takes the place of the one before.</summary>
/// <remarks>
/// <para>Unsafe. Invariant: the span given out lies within the part of the file that is mapped, which the file's length at opening covers, and is
/// used by nobody after the next call or <see cref="Dispose"/>.</para>
/// <para>Mapped, since copying the bytes out of the system's cache takes longer than counting them; by parts, so that a large file
/// does not fill the memory. A file that somebody shortens while it is read takes its pages with it, and the operating system ends the
/// process: chunks are closed before they are counted.</para>
/// </remarks>
internal sealed unsafe class PageWindow : PageSource
{
    private readonly MemoryMappedFile? _file;
    private readonly long _end;
    private MemoryMappedViewAccessor? _view;
    private long _next;
    private long _offset;

    /// <param name="path">The file.</param>
    /// <param name="begin">Where the pages begin.</param>
    /// <param name="length">Their bytes; null: all up to the file's end.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The pages do not lie in the file.</exception>
    public PageWindow(string path, long begin = 0, long? length = null)
    {
        var stream = RegularFile.Length(path) == 0 ? null : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var whole = stream?.Length ?? 0;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)begin, (ulong)whole);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)(length ?? 0), (ulong)(whole - begin));
        (_offset, _next, _end) = (begin, begin, begin + (length ?? (whole - begin)));
        // An empty file cannot be mapped.
        if (whole == 0) stream?.Dispose();
        else _file = MemoryMappedFile.CreateFromFile(stream!, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
    }

    public override long Offset => _offset;

    public override long TakenBytes => _next - _offset;

    public override ReadOnlySpan<byte> Next(int pageBytes)
    {
        Release();
        _offset = _next;
        var length = (int)Math.Min(Math.Max(pageBytes, RunBytes / pageBytes * pageBytes), _end - _next);
        if (length == 0) return default;
        _view = _file!.CreateViewAccessor(_next, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _next += length;
        return new ReadOnlySpan<byte>(start + _view.PointerOffset, length);
    }

    public override void Dispose()
    {
        Release();
        _file?.Dispose();
        base.Dispose();
    }

    private void Release()
    {
        if (_view is null) return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _view = null;
    }
}
