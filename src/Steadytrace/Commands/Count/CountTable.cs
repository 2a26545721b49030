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
        var screen = ILineScreen.Standard();
        CountHeading.Print(screen, answer, cpuTime);
        if (nothing is not null)
        {
            screen.WriteLine();
            foreach (var line in WrappedText.Lines(nothing, screen.Width)) screen.WriteLine(new StyledText(line));
            return;
        }

        var total = answer.Shown.Total();
        if (by.Shows("event")) Print(["event"], Ranked(EventNames.Sum(total)));
        if (by.Shows("process") && cpuTime) CpuTimeTable.Print(screen, answer, top);
        else if (by.Shows("process")) Print(["process"], Ranked(total.ByProcess));
        if (by.Shows("event,process")) Print(["event", "process"], Pairs(total).Select(pair => new RankedCount([pair.Event, pair.Process], pair.Count)));
        if (by.Shows("process,event")) Print(["process", "event"], Pairs(total).Select(pair => new RankedCount([pair.Process, pair.Event], pair.Count)));
        if (answer.Parts.Count > 0) PrintParts(screen, by.Name!, answer, top);
        if (interval is { } length) PrintIntervals(screen, answer.Shown, length);

        void Print(string[] headings, IEnumerable<RankedCount> counts) => NamedCounts.Print(screen, headings, [.. counts], total.Events, top);
    }

    private static List<RankedCount> Ranked(Dictionary<string, long> counts)
    {
        var ranked = new List<RankedCount>(counts.Count);
        foreach (var (name, count) in counts) ranked.Add(new RankedCount([name], count));
        return ranked;
    }

    /// <summary>Two kinds of event of one name and different types are one to a person.</summary>
    private static IEnumerable<(string Event, string Process, long Count)> Pairs(IntervalTally total) =>
        total.ByPair.GroupBy(pair => (pair.Key.Event.Name, pair.Key.Process), (names, pairs) => (names.Name, names.Process, pairs.Sum(pair => pair.Value)));

    private static void PrintParts(ILineScreen screen, string heading, CountAnswer answer, int top)
    {
        var parts = answer.Parts.OrderByDescending(part => part.Tally.Events).ThenBy(part => part.Name, StringComparer.Ordinal).ToList();
        var table = new FittedTable("~" + heading, ">count", ">share", ">lost");
        foreach (var part in parts.Take(top)) Add(NamedCounts.Printable(part.Name), part.Tally.Events, part.Tally.Lost);
        if (parts.Count > top) Add(NamedCounts.Others(parts.Count - top), parts.Skip(top).Sum(part => part.Tally.Events), parts.Skip(top).Sum(part => part.Tally.Lost));
        table.Print(screen);

        void Add(string name, long events, long lost) => table.Row(name, Figures.Count(events), Figures.Share(events, answer.Shown.Events), Figures.Count(lost));
    }

    private static void PrintIntervals(ILineScreen screen, Tally shown, IntervalLength length)
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
