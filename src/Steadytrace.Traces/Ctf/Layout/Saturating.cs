namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>Sums of sizes that metadata makes up: they stop at the largest number instead of wrapping.</summary>
internal static class Saturating
{
    /// <summary>A product of numbers of 0 or more.</summary>
    public static long Multiply(long a, long b) => b != 0 && a > long.MaxValue / b ? long.MaxValue : a * b;

    public static long Add(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;
}
