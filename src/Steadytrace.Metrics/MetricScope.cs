using Steadytrace.Traces.Tallies;

namespace Steadytrace.Metrics;

/// <summary>What all metrics of one source and interval share in their names.</summary>
/// <param name="Interval">First part: <c>1min</c>.</param>
/// <param name="Recorder">Second part: <c>lttng</c>.</param>
/// <param name="Datacenter">Last part but one.</param>
/// <param name="Host">Last part.</param>
public sealed record MetricScope(IntervalLength Interval, string Recorder, string Datacenter, string Host);
