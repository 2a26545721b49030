using System.Text.Json;
using Steadytrace.Output;
using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands.Count;

/// <summary>A tally as JSON: keys in order of their bytes, so that equal tallies give equal texts.</summary>
internal static class CountJson
{
    public static void Print(CountAnswer answer, CountBy by, bool withIntervals, bool withCpuTime) => Json.Print(writer => Write(writer, answer, by, withIntervals, withCpuTime));

    private static void Write(Utf8JsonWriter writer, CountAnswer answer, CountBy by, bool withIntervals, bool withCpuTime)
    {
        var tally = answer.Shown;
        var total = tally.Total();
        writer.WriteStartObject();
        writer.WriteNumber("events", tally.Events);
        writer.WriteNumber("lost", tally.Lost);
        writer.WriteNumber("packets", tally.Packets);
        WriteCounts(writer, "byEvent", EventNames.Sum(total));
        WriteCounts(writer, "byProcess", total.ByProcess);
        WriteCounts(writer, "byPair", total.ByPair.Select(pair => KeyValuePair.Create($"{pair.Key.Event.Name}\t{pair.Key.Process}", pair.Value)));
        if (withCpuTime) WriteCpuTime(writer, total);
        if (by.Split != CountSplit.None) WriteCounts(writer, by.Name == CountBy.Cpu ? "byCpu" : "byStream", answer.Parts.Select(part => KeyValuePair.Create(part.Name, part.Tally.Events)));
        if (withIntervals) WriteIntervals(writer, tally, withCpuTime);
        writer.WriteEndObject();
    }

    private static void WriteIntervals(Utf8JsonWriter writer, Tally tally, bool withCpuTime)
    {
        writer.WriteStartArray("intervals");
        foreach (var (start, interval) in tally.Intervals)
        {
            writer.WriteStartObject();
            writer.WriteNumber("start", start);
            WriteCounts(writer, "byEvent", EventNames.Sum(interval));
            WriteCounts(writer, "byProcess", interval.ByProcess);
            if (withCpuTime) WriteCpuTime(writer, interval);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>In nanoseconds.</summary>
    private static void WriteCpuTime(Utf8JsonWriter writer, IntervalTally interval)
    {
        WriteCounts(writer, "cpuByProcess", interval.CpuByProcess);
        writer.WriteNumber("cpuLost", interval.CpuLost);
    }

    private static void WriteCounts(Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, long>> counts)
    {
        var sorted = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (key, count) in counts) sorted[key] = sorted.GetValueOrDefault(key) + count;
        writer.WriteStartObject(name);
        foreach (var (key, count) in sorted) writer.WriteNumber(key, count);
        writer.WriteEndObject();
    }
}
