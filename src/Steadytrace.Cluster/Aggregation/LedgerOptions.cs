using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>How a ledger cuts time.</summary>
/// <param name="Interval">Length of the intervals.</param>
/// <param name="WindowIntervals">Intervals past published-through that a tracer may send; at least 1.</param>
/// <param name="MaxGapIntervals">A gap without a run, longer than this, is passed over.</param>
/// <param name="ClockSetBackNs">A new run that begins so long before published-through means that the clock was set back, in nanoseconds.</param>
public sealed record LedgerOptions(IntervalLength Interval, int WindowIntervals, int MaxGapIntervals, long ClockSetBackNs = 600L * 1_000_000_000);
