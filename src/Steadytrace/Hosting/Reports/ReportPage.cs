using Spectre.Console;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Output;

namespace Steadytrace.Hosting.Reports;

/// <summary>Prints what <c>up</c> tells people: a line with the figures, then the tables of events and processes.</summary>
internal sealed class ReportPage(IAnsiConsole screen, int top)
{
    /// <summary>From this width on the two tables stand beside each other.</summary>
    private const int WideScreen = 110;

    private const int Gap = 4;

    /// <param name="item">What to print.</param>
    /// <param name="view">The fleet now; null where it did not answer.</param>
    /// <param name="now">The time.</param>
    public void Print(ReportItem item, FleetView? view, DateTimeOffset now)
    {
        screen.WriteLine();
        if (item.IsFirst) PrintTitle("so far", TitleOf(item.Intervals));
        else PrintTitle(Span(item.Intervals[0], now), TitleOf(item.Intervals));

        screen.WriteLine(FiguresOf(item, view));
        if (view is not null && WhereLost(item, view) is { Length: > 0 } lost) screen.Write(new Text(lost + Environment.NewLine, new Style(Color.Yellow)));
        if (StateOf(item.Intervals) is { } state) screen.Write(new Text(state + Environment.NewLine, new Style(Color.Yellow)));

        var events = item.Intervals.Sum(interval => interval.Events);
        if (events == 0)
        {
            if (item.IsFirst) screen.WriteLine("Nothing is counted yet: the first chunk is still being recorded.");
            return;
        }

        PrintTables(
            NamedCounts.MakeOfSome("event", Sum(item.Intervals.SelectMany(interval => interval.TopEvents)), events, top),
            NamedCounts.MakeOfSome("process", Sum(item.Intervals.SelectMany(interval => interval.TopProcesses)), events, top));
    }

    private void PrintTitle(string time, string what)
    {
        screen.Write(new Markup($"[bold]{Markup.Escape(time)}[/]"));
        screen.WriteLine($"  {what}");
    }

    private void PrintTables(Table events, Table processes)
    {
        if (screen.Profile.Width is >= WideScreen and < Tables.WidthOfNoTerminal)
        {
            var beside = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(Gap)).AddColumn(new GridColumn().NoWrap());
            screen.WriteLine();
            screen.Write(beside.AddRow(events, processes));
            return;
        }

        screen.Print(events);
        screen.Print(processes);
    }

    private static string TitleOf(IReadOnlyList<IntervalView> intervals) =>
        string.Join(", ", intervals.Select(interval => $"{interval.Recorder} on {interval.Host}").Distinct());

    private static string Span(IntervalView interval, DateTimeOffset now)
    {
        var length = Traces.Tallies.IntervalLength.TryParse(interval.Length, out var known) ? known.Seconds : 0;
        return $"{Figures.Time(interval.Start, now)} – {Figures.Time(interval.Start.AddSeconds(length), now)}";
    }

    private static string FiguresOf(ReportItem item, FleetView? view)
    {
        var intervals = item.Intervals;
        var parts = new List<string> { Figures.Of(intervals.Sum(interval => interval.Events), "event", "events"), LossOf(intervals) };
        var gap = intervals.Sum(interval => interval.GapSeconds);
        if (!item.IsFirst && gap >= 0.1) parts.Add(FormattableString.Invariant($"{gap:0.0} s not recorded"));
        if (view is not null)
        {
            var sources = SourcesOf(item, view);
            parts.Add($"{Figures.Of(sources.Sum(source => source.Chunks), "chunk", "chunks")} in the spool ({Figures.Size(sources.Sum(source => source.SpoolBytes))})");
        }

        if (item.IsFirst) return string.Join(" · ", parts);
        parts.Add(Figures.Of(intervals.Sum(interval => interval.Metrics), "metric", "metrics") + " published");
        return string.Join(" · ", parts);
    }

    private static List<SourceView> SourcesOf(ReportItem item, FleetView view) =>
        [.. view.Sources.Where(source => item.Intervals.Count == 0 || item.Intervals.Any(interval => interval.Host == source.Host && interval.Recorder == source.Recorder))];

    /// <summary>Only beside an interval that lost something: else an old burst would be told for ever.</summary>
    private static string WhereLost(ReportItem item, FleetView view)
    {
        if (item.Intervals.Sum(interval => interval.Lost) == 0) return "";
        var where = item.Intervals.Select(LossText.Of).Where(text => text.Length > 0).ToList();
        return where.Count == 0 ? "" : $"lost by the tracer: {string.Join("; ", where)}";
    }

    private static string LossOf(IReadOnlyList<IntervalView> intervals)
    {
        var (events, chunks) = (intervals.Sum(interval => interval.Lost), intervals.Sum(interval => interval.LostChunks));
        return (events, chunks) switch
        {
            (0, 0) => "none lost",
            (_, 0) => $"{Figures.Count(events)} lost",
            _ => $"{Figures.Count(events)} lost, and {Figures.Of(chunks, "whole chunk", "whole chunks")}",
        };
    }

    private static string? StateOf(IReadOnlyList<IntervalView> intervals) => intervals switch
    {
        [{ State: "partial" }] => "Partial: the source was silent for too long; it is published again, whole, when the source returns.",
        [{ State: "complete" }] => "Not published yet: it waits for the broker.",
        _ => null,
    };

    private static List<KeyValuePair<string, long>> Sum(IEnumerable<NamedCount> counts) =>
        [.. counts.GroupBy(count => count.Name, count => count.Count).Select(name => KeyValuePair.Create(name.Key, name.Sum()))];
}
