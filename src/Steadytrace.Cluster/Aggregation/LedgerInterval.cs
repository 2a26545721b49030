using Steadytrace.Metrics;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>One interval of a source, as it is or will be published.</summary>
/// <param name="StartUnixSeconds">Its start.</param>
/// <param name="Tally">The sum over the runs of the source; not changed while it is published.</param>
/// <param name="Lines">Its ledger.</param>
public sealed record LedgerInterval(long StartUnixSeconds, IntervalTally Tally, LedgerLines Lines);
