using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Following;

/// <summary>All that a tally says, in lines; counts of nothing say nothing.</summary>
internal static class TallyText
{
    public static string Of(Tally tally) => string.Join('\n', Lines(tally).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Lines(Tally tally)
    {
        yield return $"packets {tally.Packets}, events {tally.Events}";
        foreach (var (start, interval) in tally.Intervals.Select(pair => ($"{pair.Key}", pair.Value)).Append(("untimed", tally.Untimed)))
        {
            if (interval.Lost != 0 || interval.LostPackets != 0) yield return $"{start} lost {interval.Lost} events, {interval.LostPackets} packets";
            foreach (var (pair, count) in interval.ByPair.Where(pair => pair.Value != 0)) yield return $"{start} {pair.Event.Type}/{pair.Event.Name} of {pair.Process}: {count}";
            foreach (var (process, nanoseconds) in interval.CpuByProcess.Where(pair => pair.Value != 0)) yield return $"{start} {process} ran {nanoseconds} ns";
            if (interval.CpuLost != 0) yield return $"{start} {interval.CpuLost} ns of nobody";
            foreach (var (cpu, loss) in interval.LostByCpu.Where(pair => pair.Value != default)) yield return $"{start} cpu {cpu} lost {loss}";
            foreach (var (traced, count) in interval.ByEvent.Where(pair => pair.Value != 0)) yield return $"{start} {traced.Type}/{traced.Name}: {count}";
            foreach (var (process, count) in interval.ByProcess.Where(pair => pair.Value != 0)) yield return $"{start} of {process}: {count}";
        }
    }
}
