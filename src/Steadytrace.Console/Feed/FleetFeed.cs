using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Metrics;

namespace Steadytrace.Console.Feed;

/// <summary>Asks the fleet once a period for all open pages together, and not at all while none is open.</summary>
/// <remarks>A hundred operators cost the cluster no more than one. Pages are told on the feed's own task and must hand over at once.</remarks>
public sealed partial class FleetFeed : IDisposable
{
    /// <summary>A source's newest complete interval is among its two newest: the summary's rate needs it.</summary>
    private const int IntervalsPerSource = 2;

    private const int FewestIntervals = 200;
    private const int MostIntervals = 1_000;

    private readonly IFleet _fleet;
    private readonly FleetFeedOptions _options;
    private readonly ILogger<FleetFeed> _log;
    private readonly Lock _lock = new();
    private readonly List<FeedSubscription> _subscriptions = [];
    private readonly SemaphoreSlim _askNow = new(0, 1);
    private CancellationTokenSource? _polling;

    public FleetFeed(IFleet fleet, IOptions<FleetFeedOptions> options, ILogger<FleetFeed> log) =>
        (_fleet, _options, _log) = (fleet, options.Value, log);

    /// <summary>What was learned last; possibly long ago when no page was open.</summary>
    public FleetSnapshot Latest { get; private set; } = FleetSnapshot.Nothing;

    /// <summary>True while some page is open.</summary>
    public bool IsPolling
    {
        get
        {
            lock (_lock) return _polling is not null;
        }
    }

    /// <summary>Tells a page of every snapshot until it disposes of the subscription.</summary>
    public FeedSubscription Subscribe(Action<FleetSnapshot> changed)
    {
        var subscription = new FeedSubscription(this, changed);
        lock (_lock)
        {
            _subscriptions.Add(subscription);
            if (_polling is null)
            {
                _polling = new CancellationTokenSource();
                var cancellation = _polling.Token;
                _ = Task.Run(() => PollAsync(cancellation), CancellationToken.None);
            }
        }

        AskNow();
        return subscription;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _subscriptions.Clear();
            Rest();
        }
    }

    internal void End(FeedSubscription subscription)
    {
        lock (_lock)
        {
            if (_subscriptions.Remove(subscription) && _subscriptions.Count == 0) Rest();
        }
    }

    internal void AskNow()
    {
        lock (_lock)
        {
            if (_askNow.CurrentCount == 0) _askNow.Release();
        }
    }

    private void Rest()
    {
        // Not disposed of: it holds no timer, and the poll that it ends may still ask it.
        _polling?.Cancel();
        _polling = null;
    }

    private async Task PollAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                Latest = await AskAsync(cancellation).ConfigureAwait(false);
                Tell(Latest);
                await _askNow.WaitAsync(_options.Period, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The last page was closed.
        }
    }

    private async Task<FleetSnapshot> AskAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.TimeLimit);
        try
        {
            var view = await _fleet.ViewAsync(limit.Token).ConfigureAwait(false);
            var wanted = Math.Clamp(view.Sources.Count * IntervalsPerSource, FewestIntervals, MostIntervals);
            var intervals = await _fleet.IntervalsAsync(wanted, limit.Token).ConfigureAwait(false);
            return new FleetSnapshot(view, intervals, await SeriesAsync(limit.Token).ConfigureAwait(false), Failure: null);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // Whatever it is, the pages stay, show it, and ask again.
            var failure = exception is OperationCanceledException ? $"no answer within {_options.TimeLimit.TotalSeconds:0} s" : exception.Message;
            if (Latest.Failure is null) LogUnanswered(failure);
            return Latest with { Failure = failure };
        }
    }

    private async Task<IReadOnlyDictionary<string, MetricSeries>> SeriesAsync(CancellationToken cancellation)
    {
        string[] names;
        lock (_lock) names = [.. _subscriptions.SelectMany(subscription => subscription.Metrics).Distinct().Take(_options.MostSeries)];
        var found = await Task.WhenAll(names.Select(name => _fleet.SeriesAsync(name, cancellation))).ConfigureAwait(false);
        return found.OfType<MetricSeries>().ToDictionary(series => series.Name);
    }

    private void Tell(FleetSnapshot snapshot)
    {
        FeedSubscription[] told;
        lock (_lock) told = [.. _subscriptions];
        foreach (var subscription in told)
        {
            try
            {
                subscription.Changed(snapshot);
            }
            catch (ObjectDisposedException)
            {
                // The page was closed while we told the others.
            }
        }
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Warning, Message = "The fleet does not answer the console: {Failure}")]
    private partial void LogUnanswered(string failure);
}
