namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>Sums of sizes that metadata makes up: they stop at the largest number instead of wrapping.</summary>
internal static class Saturating
{
    public static long Multiply(long a, long b) => (Int128)a * b is var product && product > long.MaxValue ? long.MaxValue : (long)product;

    public static long Add(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;
}
