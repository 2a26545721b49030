using Spectre.Console;
using Steadytrace.Output;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands.Count;

/// <summary>A tally as tables for people, the most frequent first.</summary>
internal static class CountTable
{
    public static void Print(Tally tally, int top, IntervalLength? interval)
    {
        var screen = Tables.Screen();
        var total = tally.Total();
        screen.WriteLine($"{Figures.Of(total.Events, "event", "events")} in {Figures.Of(tally.Packets, "packet", "packets")}, {LossOf(total)}");

        var kinds = total.ByEvent.GroupBy(pair => pair.Key.Name, pair => pair.Value).Select(kind => KeyValuePair.Create(kind.Key, kind.Sum()));
        NamedCounts.Print(screen, "event", [.. kinds], total.Events, top);
        NamedCounts.Print(screen, "process", total.ByProcess, total.Events, top);
        if (interval is not { } length) return;

        var table = Tables.New($"interval of {length.Name}", ">events", ">lost", "busiest process", "most frequent event");
        foreach (var (start, counts) in tally.Intervals)
        {
            table.Row(DateTimeOffset.FromUnixTimeSeconds(start).ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
                Figures.Count(counts.Events), Figures.Count(counts.Lost), Largest(counts.ByProcess), Largest(counts.ByEvent));
        }

        if (tally.Untimed.Events > 0) table.Row("(no time)", Figures.Count(tally.Untimed.Events), Figures.Count(tally.Untimed.Lost), Largest(tally.Untimed.ByProcess), Largest(tally.Untimed.ByEvent));
        screen.Print(table);
    }

    private static string LossOf(IntervalTally total) => (total.Lost, total.LostPackets) switch
    {
        (0, 0) => "none lost",
        (var events, 0) => $"{Figures.Count(events)} lost",
        (var events, var packets) => $"{Figures.Count(events)} lost, and {Figures.Of(packets, "whole packet", "whole packets")}",
    };

    private static string Largest<TKey>(Dictionary<TKey, long> counts) where TKey : notnull =>
        counts.Count == 0 ? "–" : counts.MaxBy(pair => pair.Value).Key.ToString()!;
}
