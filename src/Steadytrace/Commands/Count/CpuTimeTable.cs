using System.Globalization;
using Steadytrace.Output;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands.Count;

/// <summary>Processes with their events and how long they ran, those with most events first.</summary>
internal static class CpuTimeTable
{
    public static void Print(ILineScreen screen, CountAnswer answer, int top)
    {
        var (shown, all) = (answer.Shown.Total(), answer.Whole.Total());
        var (events, time) = (shown.Events, OfAll(all));
        var processes = shown.ByProcess.Keys.Union(shown.CpuByProcess.Keys)
            .Select(process => (Name: process, Events: shown.ByProcess.GetValueOrDefault(process), Time: shown.CpuByProcess.GetValueOrDefault(process)))
            .OrderByDescending(process => process.Events).ThenByDescending(process => process.Time).ThenBy(process => process.Name, StringComparer.Ordinal).ToList();
        var table = new FittedTable("~process", ">count", ">share", ">cpu", ">share of cpu");
        foreach (var process in processes.Take(top)) Add(NamedCounts.Printable(process.Name), process.Events, process.Time);
        var others = processes.Skip(top).ToList();
        if (others.Count > 0) Add(NamedCounts.Others(others.Count), others.Sum(process => process.Events), others.Sum(process => process.Time));
        table.Print(screen);

        void Add(string name, long count, long nanoseconds) =>
            table.Row(name, Figures.Count(count), Figures.Share(count, events), Seconds(nanoseconds), Figures.Share(nanoseconds, time));
    }

    /// <summary>The time of all CPUs, for the heading.</summary>
    public static string Sum(CountAnswer answer)
    {
        var all = answer.Whole.Total();
        if (all is { CpuByProcess.Count: 0, CpuLost: 0 }) return "no sched_switch tells who ran";
        var lost = all.CpuLost > 0 ? $", of which {Seconds(all.CpuLost)} belong to nobody since events were lost" : "";
        return $"{Seconds(OfAll(all))} of all CPUs, idle ones included{lost}";
    }

    private static long OfAll(IntervalTally all) => all.CpuByProcess.Values.Sum() + all.CpuLost;

    private static string Seconds(long nanoseconds) => (nanoseconds / 1e9).ToString("#,0.000000", CultureInfo.InvariantCulture) + " s";
}
