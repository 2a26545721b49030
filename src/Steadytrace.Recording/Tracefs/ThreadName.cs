using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Steadytrace.Recording.Tracefs;

/// <summary>A thread's name as the kernel keeps it, <c>comm</c>: bytes of no encoding.</summary>
internal struct ThreadName
{
    /// <summary>TASK_COMM_LEN without the zero at its end.</summary>
    public const int LongestBytes = 15;

    private readonly byte _length;
    private Characters _characters;

    /// <param name="bytes">Cut to what the kernel keeps.</param>
    public ThreadName(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LongestBytes) bytes = bytes[..LongestBytes];
        _length = (byte)bytes.Length;
        bytes.CopyTo(_characters);
    }

    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => ((ReadOnlySpan<byte>)_characters)[.._length];

    /// <summary>The name of a thread that <c>/proc</c> shows so.</summary>
    /// <remarks>It shows a kernel worker with what it works on, kworker/1:0-events, where the trace has kworker/1:0; a rescuer's name, kworker/R-xfs, is its own.</remarks>
    public static ThreadName OfShown(ReadOnlySpan<byte> shown)
    {
        var work = shown.StartsWith("kworker/"u8) && !shown.StartsWith("kworker/R-"u8) ? shown.IndexOfAny((byte)'-', (byte)'+') : -1;
        return new ThreadName(work < 0 ? shown : shown[..work]);
    }

    [InlineArray(LongestBytes)]
    private struct Characters
    {
        private byte _first;
    }
}
