using System.Numerics;
using System.Runtime.CompilerServices;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>Finds the end of zero-terminated texts, eight bytes at a time: most are short.</summary>
/// <remarks>Unsafe. Invariant: no byte at or after <c>end</c> is read; the caller vouches that [at, end) is one piece of a mapped packet.</remarks>
internal static unsafe class TextEnd
{
    /// <summary>The address behind the first zero byte in [at, end); 0 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint After(nint at, nint end)
    {
        for (; end - at >= 8; at += 8)
        {
            var word = Unsafe.ReadUnaligned<ulong>((void*)at);
            var zeros = (word - 0x0101010101010101) & ~word & 0x8080808080808080;
            if (zeros != 0) return at + (BitOperations.TrailingZeroCount(zeros) >> 3) + 1;
        }

        for (; at < end; at++)
            if (*(byte*)at == 0) return at + 1;
        return 0;
    }
}
