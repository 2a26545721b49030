namespace Steadytrace.Console.Feed;

/// <summary>An open page's share in a feed, which rests when the last one is disposed of.</summary>
public sealed class FeedSubscription<T> : IDisposable
{
    private readonly PageFeed<T> _feed;

    internal FeedSubscription(PageFeed<T> feed, Action<T> changed) => (_feed, Changed) = (feed, changed);

    internal Action<T> Changed { get; }

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
