using System.Globalization;

namespace Steadytrace.Metrics;

/// <summary>One value of one metric: a line <c>name value timestamp</c>.</summary>
/// <param name="Name">The whole dotted name.</param>
/// <param name="Value">The value; counts are exact up to 2^53.</param>
/// <param name="UnixSeconds">Start of the interval.</param>
public readonly record struct MetricLine(string Name, double Value, long UnixSeconds)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Value:R} {UnixSeconds}");
}
