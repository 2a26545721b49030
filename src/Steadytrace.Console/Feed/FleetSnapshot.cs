using Steadytrace.Cluster.Fleet;
using Steadytrace.Metrics;

namespace Steadytrace.Console.Feed;

/// <summary>All that the open pages show, asked at one moment.</summary>
/// <param name="View">The fleet; null until it has answered once.</param>
/// <param name="Intervals">The latest intervals, newest first.</param>
/// <param name="Series">Every metric that some page draws, by name; a name without recent values is missing.</param>
/// <param name="Failure">Why the last question went unanswered; what else is here is then older than that. Null while all is well.</param>
public sealed record FleetSnapshot(
    FleetView? View, IReadOnlyList<IntervalView> Intervals, IReadOnlyDictionary<string, MetricSeries> Series, string? Failure)
{
    /// <summary>Before the first answer.</summary>
    public static FleetSnapshot Nothing { get; } = new(null, [], new Dictionary<string, MetricSeries>(), null);
}
