namespace Steadytrace.Console.Feed;

/// <summary>An open page's share in the feed; the feed rests when the last one is disposed of.</summary>
public sealed class FeedSubscription : IDisposable
{
    private readonly FleetFeed _feed;

    internal FeedSubscription(FleetFeed feed, Action<FleetSnapshot> changed) => (_feed, Changed) = (feed, changed);

    internal Action<FleetSnapshot> Changed { get; }

    internal IReadOnlyList<string> Metrics { get; private set; } = [];

    /// <summary>The metrics that the page draws from now on; asked for at once.</summary>
    public void Watch(IReadOnlyList<string> metrics)
    {
        if (Metrics.SequenceEqual(metrics)) return;
        Metrics = metrics;
        _feed.AskNow();
    }

    /// <inheritdoc/>
    public void Dispose() => _feed.End(this);
}
