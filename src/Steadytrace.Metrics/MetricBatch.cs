namespace Steadytrace.Metrics;

/// <summary>All lines of one source and interval, published and confirmed as one.</summary>
/// <param name="Scope">The source and interval length.</param>
/// <param name="StartUnixSeconds">Start of the interval.</param>
/// <param name="Lines">The lines; each at this start.</param>
public sealed record MetricBatch(MetricScope Scope, long StartUnixSeconds, IReadOnlyList<MetricLine> Lines);
