using System.Globalization;
using System.Text;
using Steadytrace.Console.Display;
using Steadytrace.Metrics;

namespace Steadytrace.Console.Graphs;

/// <summary>One metric drawn.</summary>
/// <param name="Points">Those within the window.</param>
/// <param name="Path">SVG path in the layout's units: one horizontal stroke a value, a new sub-path after each gap.</param>
/// <param name="Area">The same closed down to zero.</param>
public sealed record GraphLine(MetricName Name, IReadOnlyList<MetricPoint> Points, string Path, string Area);

/// <summary>Series laid out over a window of time: pure geometry, in a square of 1,000 by 1,000 with zero at its lower edge.</summary>
/// <remarks>
/// A value belongs to a whole interval, not to a moment, so it is drawn as a stroke as long as its interval: steps, and a
/// hole where nothing was published. Zero is always on the axis, so heights can be compared.
/// </remarks>
public sealed class GraphLayout
{
    public const double Side = 1_000;
    private const int ValueTicksAbout = 4;
    private const int TimeTicksMost = 13;

    private GraphLayout(long from, long to, IReadOnlyList<double> valueTicks, IReadOnlyList<long> timeTicks, IReadOnlyList<GraphLine> lines) =>
        (From, To, ValueTicks, TimeTicks, Lines) = (from, to, valueTicks, timeTicks, lines);

    /// <summary>Unix seconds of the left edge.</summary>
    public long From { get; }

    /// <summary>Unix seconds of the right edge.</summary>
    public long To { get; }

    public IReadOnlyList<double> ValueTicks { get; }

    public IReadOnlyList<long> TimeTicks { get; }

    public IReadOnlyList<GraphLine> Lines { get; }

    public bool IsEmpty => Lines.All(line => line.Points.Count == 0);

    /// <param name="series">The metrics in the order of their legend.</param>
    /// <param name="now">Unix seconds; the right edge, unless all values are older than the window: then the newest is.</param>
    /// <param name="spanSeconds">The window's length.</param>
    /// <param name="clock">Whose round times get marks.</param>
    public static GraphLayout Of(IReadOnlyList<MetricSeries> series, long now, long spanSeconds, ViewerClock clock)
    {
        var named = series.Select(one => (Name: MetricName.Parse(one.Name), one.Points)).ToArray();
        var to = RightEdge(named, now, spanSeconds);
        var from = to - spanSeconds;
        var visible = named
            .Select(one => (one.Name, Points: one.Points.Where(point => point.UnixSeconds + one.Name.Step > from && point.UnixSeconds < to).ToArray()))
            .ToArray();
        var ticks = AxisTicks.Values(visible.SelectMany(one => one.Points).Select(point => point.Value).DefaultIfEmpty(0).Max(), ValueTicksAbout);
        var layout = new GraphLayout(from, to, ticks, AxisTicks.Times(from, to, TimeTicksMost, clock), []);
        return new GraphLayout(from, to, ticks, layout.TimeTicks, [.. visible.Select(one => layout.Draw(one.Name, one.Points))]);
    }

    /// <summary>0 at the left edge, 1,000 at the right; times beyond are cut.</summary>
    public double X(long unixSeconds) => Math.Clamp((double)(unixSeconds - From) / (To - From), 0, 1) * Side;

    /// <summary>0 at the top, 1,000 at zero.</summary>
    public double Y(double value) => Side - (Math.Clamp(value / ValueTicks[^1], 0, 1) * Side);

    /// <summary>The value whose interval holds this time; null in a gap.</summary>
    public static MetricPoint? At(GraphLine line, long unixSeconds)
    {
        foreach (var point in line.Points)
        {
            if (point.UnixSeconds <= unixSeconds && unixSeconds < point.UnixSeconds + line.Name.Step) return point;
        }

        return null;
    }

    private static long RightEdge((MetricName Name, IReadOnlyList<MetricPoint> Points)[] named, long now, long spanSeconds)
    {
        var newest = named.Where(one => one.Points.Count > 0).Select(one => one.Points[^1].UnixSeconds + one.Name.Step).DefaultIfEmpty(now).Max();
        return newest <= now - spanSeconds ? newest : Math.Max(now, newest);
    }

    private GraphLine Draw(MetricName name, IReadOnlyList<MetricPoint> points)
    {
        var path = new StringBuilder();
        var area = new StringBuilder();
        long? end = null;
        foreach (var point in points)
        {
            var (left, right, height) = (Text(X(point.UnixSeconds)), Text(X(point.UnixSeconds + name.Step)), Text(Y(point.Value)));
            var joins = end == point.UnixSeconds;
            path.Append(joins ? $"V{height}H{right}" : $"M{left} {height}H{right}");
            if (!joins && end is not null) area.Append($"V{Text(Side)}Z");
            area.Append(joins ? $"V{height}H{right}" : $"M{left} {Text(Side)}V{height}H{right}");
            end = point.UnixSeconds + name.Step;
        }

        if (end is not null) area.Append($"V{Text(Side)}Z");
        return new GraphLine(name, points, path.ToString(), area.ToString());
    }

    private static string Text(double coordinate) => coordinate.ToString("0.##", CultureInfo.InvariantCulture);
}
