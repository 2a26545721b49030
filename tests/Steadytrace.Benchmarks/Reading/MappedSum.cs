using System.IO.MemoryMappedFiles;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Steadytrace.Benchmarks.Reading;

/// <summary>Sums the bytes of files, mapped, with the machine's vector instructions: as fast as one thread can look at them.</summary>
internal static class MappedSum
{
    public static ulong Of(IEnumerable<string> files) => files.Aggregate(0UL, (sum, file) => sum + Of(file));

    private static unsafe ulong Of(string file)
    {
        var length = new FileInfo(file).Length;
        if (length == 0) return 0;
        using var mapped = MemoryMappedFile.CreateFromFile(file, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using var view = mapped.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            var sum = 0UL;
            for (long at = 0; at < length; at += int.MaxValue & ~63)
                sum += Of(MemoryMarshal.Cast<byte, ulong>(new ReadOnlySpan<byte>(start + at, (int)Math.Min(length - at, int.MaxValue & ~63))));
            return sum;
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    // Four sums at once: none waits for the other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Of(ReadOnlySpan<ulong> words)
    {
        var vectors = MemoryMarshal.Cast<ulong, Vector<ulong>>(words);
        Vector<ulong> a = default, b = default, c = default, d = default;
        var i = 0;
        for (; i + 4 <= vectors.Length; i += 4)
        {
            a += vectors[i];
            b += vectors[i + 1];
            c += vectors[i + 2];
            d += vectors[i + 3];
        }

        for (; i < vectors.Length; i++) a += vectors[i];
        return Vector.Sum(a + b + c + d);
    }
}
