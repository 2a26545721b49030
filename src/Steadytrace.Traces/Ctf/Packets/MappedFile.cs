using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Steadytrace.Traces.Ctf.Packets;

/// <summary>A file's bytes as memory, read only.</summary>
/// <remarks>
/// <para>Unsafe. Invariant: every span and pointer given out lies within <see cref="Length"/>, the file's size when it was mapped, and the
/// mapping stays until <see cref="Dispose"/>, which runs after all counting has ended.</para>
/// <para>A file that somebody shortens while it is read takes its pages with it, and the operating system ends the process. Chunks are
/// immutable; of a trace that is still being written, pieces are read into memory of our own (<see cref="MappedFile(byte[], long, int)"/>), which nobody shortens.</para>
/// </remarks>
internal sealed unsafe partial class MappedFile : IDisposable
{
    private const string Empty = "the file is empty";
    private const int DontNeed = 4;
    private const long LeastReleasedBytes = 256 << 10;
    private const long LumpBytes = 32 << 20;

    private readonly Lock _releasing = new();
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte[]? _copy;
    private readonly byte* _start;
    private readonly long _begin;
    private long _released;

    /// <exception cref="IOException">The file cannot be mapped: it is gone, unreadable, or empty.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public MappedFile(string path)
    {
        if (RegularFile.Length(path) == 0) throw new IOException(Empty);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Length = stream.Length;
        if (Length == 0)
        {
            stream.Dispose();
            throw new IOException(Empty); // since a moment ago
        }

        // The view stays when the file is closed: a trace may have more files than a process may hold open.
        using var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>A piece of a file that was read: only it may be asked for, by its place in the file.</summary>
    /// <param name="copy">The bytes, in an array that never moves; not to be written to while this is in use.</param>
    /// <param name="begin">Place in the file of the first of them.</param>
    /// <param name="length">How many.</param>
    public MappedFile(byte[] copy, long begin, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, copy.Length);
        (_copy, _begin, Length) = (copy, begin, begin + length);
        _start = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(copy, 0);
    }

    /// <summary>Size in bytes; of a piece, where it ends in its file.</summary>
    public long Length { get; }

    /// <summary>A piece of the file.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The piece is not inside the file.</exception>
    public ReadOnlySpan<byte> Span(long offset, int length) => new(Pointer(offset, length), length);

    /// <summary>The address of a piece of the file, good for <paramref name="length"/> bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The piece is not inside the file.</exception>
    public byte* Pointer(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, _begin);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
        return _start + (offset - _begin);
    }

    /// <summary>Says that a piece will not be read again soon: its pages leave this process's memory, not the page cache, with those of many pieces before it. Reading it again is slower, no more.</summary>
    /// <remarks>
    /// Unmapping takes a tenth of the time that counting does. Lump by lump the workers share it, and a large trace never is in memory whole. Each unmapping interrupts the processors that
    /// run other threads of this process: by pieces of 2 MB, two workers lost a twelfth of their time to it. Safe for use by several threads at once.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The piece is not inside the file.</exception>
    public void Release(long offset, long length)
    {
        _ = Pointer(offset, length);
        // Memory of our own would be emptied by it.
        if (_copy is not null || !OperatingSystem.IsLinux()) return;
        var (from, end) = (offset, offset + length);
        lock (_releasing)
        {
            // A piece that others have passed meanwhile goes alone.
            if (end > _released)
            {
                if (end - _released < LumpBytes && end < Length) return;
                (from, _released) = (_released, end);
            }
        }

        if (end - from < LeastReleasedBytes) return;
        // Whole pages: the one at the end goes with the next piece. Whether the system takes the advice is nothing to us.
        long page = Environment.SystemPageSize;
        var (first, last) = ((nint)(_start + from) & ~(nint)(page - 1), (nint)(_start + end) & ~(nint)(page - 1));
        _ = Advise(first, last - first, DontNeed);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nint length, int advice);

    public void Dispose()
    {
        if (_view is null) return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }
}
