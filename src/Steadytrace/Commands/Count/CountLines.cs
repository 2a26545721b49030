using Steadytrace.Metrics;
using Steadytrace.Metrics.Names;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands.Count;

/// <summary>A tally as the metric lines that a live host would publish.</summary>
internal static class CountLines
{
    public static void Print(Tally tally, IntervalLength interval, string recorder, string datacenter, string host)
    {
        var scope = new MetricScope(interval, recorder, datacenter, host);
        foreach (var (start, counts) in tally.Intervals)
        {
            var ledger = new LedgerLines { Counted = counts.Events, Lost = counts.Lost, LostChunks = 0, GapSeconds = 0, Partial = false };
            foreach (var line in IntervalMetrics.Lines(scope, start, counts, ledger, new MetricOptions())) Terminal.Out.WriteLine(line.ToString());
        }

        if (tally.Untimed.Events > 0)
            Terminal.Error.WriteLine($"steadytrace: {tally.Untimed.Events} events have no time (streams without a clock) and are in no line");
    }
}
