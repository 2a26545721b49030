using System.Text.Json;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ctf;

/// <summary>What babeltrace2 counted, and the same shape of a tally of ours: sorted lines, so that a difference names itself.</summary>
internal static class OracleTally
{
    public static List<string> Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var root = json.RootElement;
        var lines = new List<string> { $"events {root.GetProperty("events")}", $"lost {root.GetProperty("lost")}" };
        Add(lines, "event", root.GetProperty("byEvent"));
        Add(lines, "process", root.GetProperty("byProcess"));
        Add(lines, "pair", root.GetProperty("byPair"));
        foreach (var interval in root.GetProperty("intervals").EnumerateArray())
        {
            Add(lines, $"{interval.GetProperty("start")} event", interval.GetProperty("byEvent"));
            Add(lines, $"{interval.GetProperty("start")} process", interval.GetProperty("byProcess"));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <param name="withIntervals">The tally that was counted by second; its intervals stand for the oracle's.</param>
    public static List<string> Of(Tally tally, Tally withIntervals)
    {
        var total = tally.Total();
        var lines = new List<string> { $"events {total.Events}", $"lost {total.Lost}" };
        lines.AddRange(total.ByEvent.Select(pair => $"event {pair.Key}: {pair.Value}"));
        lines.AddRange(total.ByProcess.Select(pair => $"process {pair.Key}: {pair.Value}"));
        lines.AddRange(total.ByPair.Select(pair => $"pair {pair.Key.Event}\t{pair.Key.Process}: {pair.Value}"));
        foreach (var (start, interval) in withIntervals.Intervals)
        {
            lines.AddRange(interval.ByEvent.Select(pair => $"{start} event {pair.Key}: {pair.Value}"));
            lines.AddRange(interval.ByProcess.Select(pair => $"{start} process {pair.Key}: {pair.Value}"));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static void Add(List<string> lines, string kind, JsonElement counts)
    {
        foreach (var count in counts.EnumerateObject()) lines.Add($"{kind} {count.Name}: {count.Value}");
    }
}
