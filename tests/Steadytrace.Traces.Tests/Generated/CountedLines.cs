using Steadytrace.Traces.Generated;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Generated;

/// <summary>A tally in the lines of <see cref="ExpectedTally"/>.</summary>
internal static class CountedLines
{
    public static List<string> Of(Tally tally)
    {
        var lines = new List<string> { $"packets: {tally.Packets}" };
        Add(lines, "-", tally.Untimed);
        foreach (var (second, interval) in tally.Intervals) Add(lines, second.ToString(), interval);
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static void Add(List<string> lines, string slot, IntervalTally counts)
    {
        if (counts.Lost != 0) lines.Add($"{slot} lost: {counts.Lost}");
        if (counts.LostPackets != 0) lines.Add($"{slot} lost packets: {counts.LostPackets}");
        lines.AddRange(counts.ByEvent.Select(count => $"{slot} event {count.Key}: {count.Value}"));
        lines.AddRange(counts.ByProcess.Select(count => $"{slot} process {count.Key}: {count.Value}"));
        lines.AddRange(counts.ByPair.Select(count => $"{slot} pair {count.Key.Event}\t{count.Key.Process}: {count.Value}"));
    }
}
