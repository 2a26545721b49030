namespace Steadytrace.Metrics;

/// <summary>The values of one metric in order of time.</summary>
/// <param name="Name">The whole dotted name.</param>
/// <param name="Points">Start of interval (Unix seconds) and value, ascending, each start once.</param>
public sealed record MetricSeries(string Name, IReadOnlyList<MetricPoint> Points);

/// <summary>A value at the start of its interval.</summary>
public readonly record struct MetricPoint(long UnixSeconds, double Value);
