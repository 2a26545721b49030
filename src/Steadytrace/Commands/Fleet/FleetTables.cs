using Spectre.Console;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Output;

namespace Steadytrace.Commands.Fleet;

/// <summary>Tables of a fleet's parts that more than one command prints.</summary>
internal static class FleetTables
{
    private const int MostLosses = 20;

    public static void PrintPools(IAnsiConsole screen, FleetView view)
    {
        var pools = Tables.New("pool on", "host", "datacenter", ">workers", ">busy", ">chunks", ">events", ">events/s per worker", ">failed tries");
        foreach (var pool in view.Pools.OrderBy(pool => pool.Node, StringComparer.Ordinal))
        {
            pools.Row(pool.Node, pool.Host, pool.Datacenter, Figures.Count(pool.Workers), Figures.Count(pool.Busy), Figures.Count(pool.Chunks),
                Figures.Count(pool.Events), Figures.Count((long)pool.EventsPerSecond), Figures.Count(pool.Failed));
        }

        screen.Print(pools);
    }

    /// <summary>One table of all; where the screen is too narrow for it, as many as it takes, one below the other.</summary>
    public static void PrintSources(IAnsiConsole screen, FleetView view)
    {
        var sources = view.Sources.OrderBy(source => source.Host, StringComparer.Ordinal).ThenBy(source => source.Recorder, StringComparer.Ordinal).ToList();
        var (width, rest) = (screen.Profile.Width, FiguresOf(view.At));
        while (rest.Count > 0)
        {
            var most = Enumerable.Range(1, rest.Count).Reverse().First(count => count == 1 || TableOf(sources, rest.Take(count)).Fits(width));
            TableOf(sources, rest.Take(most)).Print(screen);
            rest = [.. rest.Skip(most)];
        }

        foreach (var source in sources.Where(source => source.LostByCpu.Count > 0 || source.LostPackets > 0))
            screen.WriteLine($"{source.Recorder} on {source.Host} lost in this run: {LossText.Of(source)}");
    }

    /// <summary>The latest intervals in which a tracer lost something, and on which CPUs.</summary>
    public static void PrintLosses(IAnsiConsole screen, IEnumerable<IntervalView> intervals, DateTimeOffset now)
    {
        var table = new FittedTable("interval", "~host", "recorder", ">lost", ">lost packets", "~by the tracer");
        foreach (var interval in intervals.Where(interval => interval.Lost > 0 || interval.LostPackets > 0).OrderByDescending(interval => interval.Start).Take(MostLosses))
        {
            table.Row(Figures.Time(interval.Start, now), interval.Host, interval.Recorder, Figures.Count(interval.Lost), Figures.Count(interval.LostPackets), LossText.Of(interval));
        }

        table.Print(screen);
    }

    private static IReadOnlyList<(string Heading, Func<SourceView, string> Cell)> FiguresOf(DateTimeOffset now) =>
    [
        ("~datacenter", source => source.Datacenter), ("state", source => source.State),
        (">recorded", source => Figures.Count(source.Recorded)), (">counted", source => Figures.Count(source.Counted)),
        (">lost", source => Figures.Count(source.Lost)), (">lost chunks", source => Figures.Count(source.LostChunks)),
        (">in spool", source => Figures.Count(source.Chunks)), (">undecided", source => Figures.Count(source.Undecided)), (">size", source => Figures.Size(source.SpoolBytes)),
        ("published through", source => Figures.Time(source.PublishedThrough, now)), (">lag", source => Figures.Duration(source.LagSeconds)),
    ];

    private static FittedTable TableOf(IReadOnlyList<SourceView> sources, IEnumerable<(string Heading, Func<SourceView, string> Cell)> figures)
    {
        IReadOnlyList<(string Heading, Func<SourceView, string> Cell)> columns = [("~host", source => source.Host), ("recorder", source => source.Recorder), .. figures];
        var table = new FittedTable([.. columns.Select(column => column.Heading)]);
        foreach (var source in sources) table.Row([.. columns.Select(column => column.Cell(source))]);
        return table;
    }

    /// <summary>Says on standard error which nodes are missing above.</summary>
    public static void WarnOfUnanswered(FleetView view)
    {
        if (view.Unanswered.Count > 0) Terminal.Error.WriteLine($"steadytrace: no answer in time from {string.Join(", ", view.Unanswered)}: what they would have said is missing above");
    }
}
