using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Metrics;

namespace Steadytrace.Console.Feed;

/// <summary>The fleet, its latest intervals, and the metrics that open pages draw.</summary>
public sealed partial class FleetFeed(IFleet fleet, IOptions<FleetFeedOptions> options, ILogger<FleetFeed> log) : PageFeed<FleetSnapshot>
{
    /// <summary>A source's newest complete interval is among its two newest: the summary's rate needs it.</summary>
    private const int IntervalsPerSource = 2;

    private const int FewestIntervals = 200;
    private const int MostIntervals = 1_000;

    private readonly FleetFeedOptions _options = options.Value;

    /// <summary>What was learned last; possibly long ago when no page was open.</summary>
    public FleetSnapshot Latest { get; private set; } = FleetSnapshot.Nothing;

    /// <inheritdoc/>
    protected override TimeSpan Pause => _options.Period;

    /// <inheritdoc/>
    protected override async Task<FleetSnapshot> AskAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.TimeLimit);
        try
        {
            var view = await fleet.ViewAsync(limit.Token).ConfigureAwait(false);
            var wanted = Math.Clamp(view.Sources.Count * IntervalsPerSource, FewestIntervals, MostIntervals);
            var intervals = await fleet.IntervalsAsync(wanted, limit.Token).ConfigureAwait(false);
            Latest = new FleetSnapshot(view, intervals, await SeriesAsync(limit.Token).ConfigureAwait(false), Failure: null);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // Whatever it is, the pages stay, show it, and ask again.
            var failure = exception is OperationCanceledException ? $"no answer within {_options.TimeLimit.TotalSeconds:0} s" : exception.Message;
            if (Latest.Failure is null) LogUnanswered(log, failure);
            Latest = Latest with { Failure = failure };
        }

        return Latest;
    }

    private async Task<IReadOnlyDictionary<string, MetricSeries>> SeriesAsync(CancellationToken cancellation)
    {
        var found = await Task.WhenAll(Metrics.Take(_options.MostSeries).Select(name => fleet.SeriesAsync(name, cancellation))).ConfigureAwait(false);
        return found.OfType<MetricSeries>().ToDictionary(series => series.Name);
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Warning, Message = "The fleet does not answer the console: {Failure}")]
    private static partial void LogUnanswered(ILogger log, string failure);
}
