using Steadytrace.Metrics;
using Steadytrace.Metrics.Names;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands.Count;

/// <summary>A tally as the metric lines that a live host would publish.</summary>
internal static class CountLines
{
    public static void Print(CountAnswer answer, IntervalLength interval, string recorder, string datacenter, string host)
    {
        var scope = new MetricScope(interval, recorder, datacenter, host);
        var shown = answer.Shown;
        foreach (var (start, whole) in answer.Whole.Intervals)
        {
            // A ledger adds up only when it is the whole trace's.
            var ledger = new LedgerLines { Counted = whole.Events, Lost = whole.Lost, LostChunks = 0, GapSeconds = 0, Partial = false };
            foreach (var line in IntervalMetrics.Lines(scope, start, shown.Interval(start), ledger, new MetricOptions())) Terminal.Out.WriteLine(line.ToString());
        }

        if (shown.Untimed.Events > 0)
            Terminal.Error.WriteLine($"steadytrace: {shown.Untimed.Events} events have no time (streams without a clock) and are in no line");
    }
}
