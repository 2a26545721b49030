using Steadytrace.Console.Display;

namespace Steadytrace.Console.Graphs;

/// <summary>Where an axis has its marks: at round numbers and round local times.</summary>
public static class AxisTicks
{
    private static readonly double[] RoundSteps = [1, 2, 2.5, 5, 10];
    private static readonly long[] TimeSteps = [10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];

    /// <summary>From 0 in round steps to the first that is not below <paramref name="largest"/>, about <paramref name="about"/> of them.</summary>
    public static IReadOnlyList<double> Values(double largest, int about)
    {
        if (!(largest > 0) || double.IsInfinity(largest)) largest = 1;
        var rough = largest / about;
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = RoundSteps.First(round => round * magnitude >= rough * 0.999999) * magnitude;
        var count = (int)Math.Ceiling((largest / step) - 1e-9);

        // Counted up by multiplication: a sum would gather rounding errors.
        return [.. Enumerable.Range(0, count + 1).Select(index => index * step)];
    }

    /// <summary>Unix seconds of round local times within the window, at most <paramref name="most"/>.</summary>
    public static IReadOnlyList<long> Times(long from, long to, int most, ViewerClock clock)
    {
        var step = TimeSteps.FirstOrDefault(candidate => (to - from) / candidate < most, TimeSteps[^1]);
        var offset = (long)clock.OffsetAt(DateTimeOffset.FromUnixTimeSeconds(to)).TotalSeconds;
        var first = ((from + offset + step - 1) / step * step) - offset;
        var ticks = new List<long>();
        for (var tick = first; tick <= to && ticks.Count < most; tick += step) ticks.Add(tick);
        return ticks;
    }
}
