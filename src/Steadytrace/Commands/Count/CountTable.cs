using Spectre.Console;
using Steadytrace.Output;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands.Count;

/// <summary>A count as tables for people, the most frequent first.</summary>
internal static class CountTable
{
    /// <param name="answer">What was counted.</param>
    /// <param name="by">Which tables to print.</param>
    /// <param name="top">Rows of each; the rest is added up in one more.</param>
    /// <param name="interval">Print a row for each of these, too.</param>
    /// <param name="nothing">Why there is nothing to show; null where there is something.</param>
    /// <param name="cpuTime">Tell how long processes ran, too.</param>
    public static void Print(CountAnswer answer, CountBy by, int top, IntervalLength? interval, string? nothing, bool cpuTime)
    {
        var screen = Tables.Screen();
        CountHeading.Print(screen, answer, cpuTime);
        if (nothing is not null)
        {
            screen.WriteLine();
            screen.WriteLine(nothing);
            return;
        }

        var total = answer.Shown.Total();
        if (by.Shows("event")) Print(["event"], total.ByEvent.GroupBy(pair => pair.Key.Name, (name, pairs) => new RankedCount([name], pairs.Sum(pair => pair.Value))));
        if (by.Shows("process") && cpuTime) CpuTimeTable.Print(screen, answer, top);
        else if (by.Shows("process")) Print(["process"], total.ByProcess.Select(pair => new RankedCount([pair.Key], pair.Value)));
        if (by.Shows("event,process")) Print(["event", "process"], Pairs(total).Select(pair => new RankedCount([pair.Event, pair.Process], pair.Count)));
        if (by.Shows("process,event")) Print(["process", "event"], Pairs(total).Select(pair => new RankedCount([pair.Process, pair.Event], pair.Count)));
        if (answer.Parts.Count > 0) PrintParts(screen, by.Name!, answer, top);
        if (interval is { } length) PrintIntervals(screen, answer.Shown, length);

        void Print(string[] headings, IEnumerable<RankedCount> counts) => NamedCounts.Print(screen, headings, [.. counts], total.Events, top);
    }

    /// <summary>Two kinds of event of one name and different types are one to a person.</summary>
    private static IEnumerable<(string Event, string Process, long Count)> Pairs(IntervalTally total) =>
        total.ByPair.GroupBy(pair => (pair.Key.Event.Name, pair.Key.Process), (names, pairs) => (names.Name, names.Process, pairs.Sum(pair => pair.Value)));

    private static void PrintParts(IAnsiConsole screen, string heading, CountAnswer answer, int top)
    {
        var parts = answer.Parts.OrderByDescending(part => part.Value.Events).ThenBy(part => part.Key, StringComparer.Ordinal).ToList();
        var table = new FittedTable("~" + heading, ">count", ">share", ">lost");
        foreach (var (name, part) in parts.Take(top)) Add(NamedCounts.Printable(name), part.Events, part.Lost);
        if (parts.Count > top) Add(NamedCounts.Others(parts.Count - top), parts.Skip(top).Sum(part => part.Value.Events), parts.Skip(top).Sum(part => part.Value.Lost));
        table.Print(screen);

        void Add(string name, long events, long lost) => table.Row(name, Figures.Count(events), Figures.Share(events, answer.Shown.Events), Figures.Count(lost));
    }

    private static void PrintIntervals(IAnsiConsole screen, Tally shown, IntervalLength length)
    {
        var table = new FittedTable($"{length.Name} from", ">events", ">lost", "~busiest process", "~most frequent event");
        foreach (var (start, counts) in shown.Intervals)
        {
            table.Row(DateTimeOffset.FromUnixTimeSeconds(start).ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
                Figures.Count(counts.Events), Figures.Count(counts.Lost), Largest(counts.ByProcess), Largest(counts.ByEvent));
        }

        if (shown.Untimed.Events > 0) table.Row("(no time)", Figures.Count(shown.Untimed.Events), Figures.Count(shown.Untimed.Lost), Largest(shown.Untimed.ByProcess), Largest(shown.Untimed.ByEvent));
        table.Print(screen);
    }

    private static string Largest<TKey>(Dictionary<TKey, long> counts) where TKey : notnull =>
        counts.Count == 0 ? "–" : NamedCounts.Printable(counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.ToString(), StringComparer.Ordinal).First().Key.ToString()!);
}
