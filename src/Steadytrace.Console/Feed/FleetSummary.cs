using Steadytrace.Cluster.Fleet;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Console.Feed;

/// <summary>The fleet in a line.</summary>
/// <param name="EventsPerSecond">Over the newest interval of each source that is not open any more; null while there is none.</param>
/// <param name="Rates">The same by source.</param>
/// <param name="Lag">The source that lags most; null without sources.</param>
/// <param name="Publisher">The publisher in the worst state; null without any.</param>
public sealed record FleetSummary(
    int Hosts, int Sources, int Recording, int Troubled, double? EventsPerSecond, IReadOnlyDictionary<(string Host, string Recorder), double> Rates,
    long Counted, long Lost, long LostChunks, int LosingSources, long Undecided, long SpoolBytes, SourceView? Lag, PublisherView? Publisher, int Publishers)
{
    /// <summary>States in which a source does its work.</summary>
    public static bool IsRecording(SourceView source) => source.State is "recording" or "rotating";

    /// <summary>States in which somebody should look after a source.</summary>
    public static bool IsTroubled(SourceView source) => source.State is "failed" or "silent";

    public static bool HasLost(SourceView source) => source.Lost != 0 || source.LostChunks != 0;

    public static FleetSummary Of(FleetView view, IReadOnlyList<IntervalView> intervals)
    {
        var rates = RatesOf(intervals);
        return new FleetSummary(
            view.Sources.Select(source => source.Host).Distinct().Count(),
            view.Sources.Count,
            view.Sources.Count(IsRecording),
            view.Sources.Count(IsTroubled),
            rates.Count == 0 ? null : rates.Values.Sum(),
            rates,
            view.Sources.Sum(source => source.Counted),
            view.Sources.Sum(source => source.Lost),
            view.Sources.Sum(source => source.LostChunks),
            view.Sources.Count(HasLost),
            view.Sources.Sum(source => (long)source.Undecided),
            view.Sources.Sum(source => source.SpoolBytes),
            view.Sources.MaxBy(source => source.LagSeconds),
            view.Publishers.MaxBy(publisher => Severity(publisher.State)),
            view.Publishers.Count);
    }

    private static Dictionary<(string Host, string Recorder), double> RatesOf(IReadOnlyList<IntervalView> newestFirst)
    {
        var rates = new Dictionary<(string Host, string Recorder), double>();
        foreach (var interval in newestFirst)
        {
            if (interval.State == "open" || !IntervalLength.TryParse(interval.Length, out var length)) continue;
            rates.TryAdd((interval.Host, interval.Recorder), (double)interval.Events / length.Seconds);
        }

        return rates;
    }

    private static int Severity(string state) => state switch { "failed" => 3, "waiting" => 2, "connected" => 1, _ => 0 };
}
