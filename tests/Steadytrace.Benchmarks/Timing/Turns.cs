using System.Diagnostics;

namespace Steadytrace.Benchmarks.Timing;

/// <summary>Times several things in turn, round after round, so that a machine that is slow for a while is slow for all; the best of each counts.</summary>
internal static class Turns
{
    /// <summary>Best seconds of each, in the order given.</summary>
    /// <param name="rounds">Rounds, after one that is not counted.</param>
    /// <param name="timed">Each gives its own time, in seconds.</param>
    public static double[] Best(int rounds, params IReadOnlyList<Func<double>> timed)
    {
        var best = timed.Select(_ => double.PositiveInfinity).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < timed.Count; i++)
            {
                var seconds = timed[i]();
                if (round > 0) best[i] = Math.Min(best[i], seconds);
            }
        }

        return best;
    }

    /// <summary>The time, for <see cref="Since"/>.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Seconds since a time.</summary>
    public static double Since(long began) => Stopwatch.GetElapsedTime(began).TotalSeconds;

    /// <summary>Seconds from one time to a later one.</summary>
    public static double Between(long began, long ended) => Stopwatch.GetElapsedTime(began, ended).TotalSeconds;

    /// <summary>Seconds that some work takes.</summary>
    public static double Time(Action work)
    {
        var began = Now;
        work();
        return Since(began);
    }
}
