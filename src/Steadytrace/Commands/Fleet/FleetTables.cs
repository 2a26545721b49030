using Spectre.Console;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Output;

namespace Steadytrace.Commands.Fleet;

/// <summary>Tables of a fleet's parts that more than one command prints.</summary>
internal static class FleetTables
{
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

    public static void PrintSources(IAnsiConsole screen, FleetView view)
    {
        var sources = Tables.New("host", "recorder", "datacenter", "state", ">recorded", ">counted", ">lost", ">lost chunks", ">in spool", ">undecided", ">size", "published through", ">lag");
        foreach (var source in view.Sources.OrderBy(source => source.Host, StringComparer.Ordinal).ThenBy(source => source.Recorder, StringComparer.Ordinal))
        {
            sources.Row(source.Host, source.Recorder, source.Datacenter, source.State, Figures.Count(source.Recorded), Figures.Count(source.Counted),
                Figures.Count(source.Lost), Figures.Count(source.LostChunks), Figures.Count(source.Chunks), Figures.Count(source.Undecided),
                Figures.Size(source.SpoolBytes), Figures.Time(source.PublishedThrough, view.At), Figures.Duration(source.LagSeconds));
        }

        screen.Print(sources);
        foreach (var source in view.Sources.Where(source => source.LostByCpu.Count > 0 || source.LostPackets > 0))
            screen.WriteLine($"{source.Recorder} on {source.Host} lost in this run: {LossText.Of(source)}");
    }

    /// <summary>Says on standard error which nodes are missing above.</summary>
    public static void WarnOfUnanswered(FleetView view)
    {
        if (view.Unanswered.Count > 0) Terminal.Error.WriteLine($"steadytrace: no answer in time from {string.Join(", ", view.Unanswered)}: what they would have said is missing above");
    }
}
