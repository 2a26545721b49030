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

    /// <summary>Seconds that some work takes.</summary>
    public static double Time(Action work)
    {
        var began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
