using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.CpuTime;

/// <summary>The CPU time of a tally in sorted lines, so that a difference names itself.</summary>
internal static class CpuLines
{
    /// <summary>All of it, by interval.</summary>
    public static List<string> Of(Tally tally) =>
        [.. Of("-", tally.Untimed), .. tally.Intervals.SelectMany(interval => Of($"{interval.Key}", interval.Value))];

    /// <summary>The sum over all intervals.</summary>
    public static List<string> OfSum(Tally tally) => [.. Of("sum", tally.Total())];

    /// <summary>One interval: <c>a 10, b 5; lost 3</c>.</summary>
    public static string Text(IntervalTally tally) =>
        string.Join(", ", Sorted(tally).Select(time => $"{time.Key} {time.Value}")) + (tally.CpuLost == 0 ? "" : $"; lost {tally.CpuLost}");

    private static IEnumerable<string> Of(string slot, IntervalTally tally)
    {
        foreach (var (process, nanoseconds) in Sorted(tally)) yield return $"{slot} {process}: {nanoseconds}";
        if (tally.CpuLost != 0) yield return $"{slot} lost: {tally.CpuLost}";
    }

    private static IEnumerable<KeyValuePair<string, long>> Sorted(IntervalTally tally) => tally.CpuByProcess.OrderBy(time => time.Key, StringComparer.Ordinal);
}
