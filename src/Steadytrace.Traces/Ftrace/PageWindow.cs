using System.IO.MemoryMappedFiles;

namespace Steadytrace.Traces.Ftrace;

/// <summary>A part of a file as memory, read only; the next part takes its place.</summary>
/// <remarks>
/// <para>Unsafe. Invariant: the span given out lies within the part of the file that is mapped, which the file's length at opening covers, and is
/// used by nobody after the next call or <see cref="Dispose"/>.</para>
/// <para>Mapped, since copying the bytes out of the system's cache takes longer than counting them; by parts, so that a large file
/// does not fill the memory. A file that somebody shortens while it is read takes its pages with it, and the operating system ends the
/// process: chunks are closed before they are counted.</para>
/// </remarks>
internal sealed unsafe class PageWindow : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private MemoryMappedViewAccessor? _view;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public PageWindow(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Length = stream.Length;
        // An empty file cannot be mapped.
        if (Length == 0) stream.Dispose();
        else _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
    }

    /// <summary>The file's size in bytes.</summary>
    public long Length { get; }

    /// <summary>Maps a part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is empty or not inside the file.</exception>
    public ReadOnlySpan<byte> Move(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
        Release();
        _view = _file!.CreateViewAccessor(offset, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        return new ReadOnlySpan<byte>(start + _view.PointerOffset, length);
    }

    public void Dispose()
    {
        Release();
        _file?.Dispose();
    }

    private void Release()
    {
        if (_view is null) return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _view = null;
    }
}
