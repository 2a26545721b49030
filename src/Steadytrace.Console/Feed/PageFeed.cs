namespace Steadytrace.Console.Feed;

/// <summary>Asks for all open pages together, and not at all while none is open.</summary>
/// <remarks>A hundred operators cost the cluster no more than one. Pages are told on the feed's own task and must hand over at once.</remarks>
/// <typeparam name="T">What pages are told.</typeparam>
public abstract class PageFeed<T> : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<FeedSubscription<T>> _subscriptions = [];
    private readonly SemaphoreSlim _askNow = new(0, 1);
    private CancellationTokenSource? _polling;

    /// <summary>True while some page is open.</summary>
    public bool IsPolling
    {
        get
        {
            lock (_lock) return _polling is not null;
        }
    }

    /// <summary>The metrics that open pages draw.</summary>
    protected IReadOnlyList<string> Metrics
    {
        get
        {
            lock (_lock) return [.. _subscriptions.SelectMany(subscription => subscription.Metrics).Distinct()];
        }
    }

    /// <summary>Tells a page of every answer until it disposes of the subscription.</summary>
    public FeedSubscription<T> Subscribe(Action<T> changed)
    {
        var subscription = new FeedSubscription<T>(this, changed);
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

        GC.SuppressFinalize(this);
    }

    internal void End(FeedSubscription<T> subscription)
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

    /// <summary>Asks once.</summary>
    /// <returns>What pages are told; a failure too.</returns>
    protected abstract Task<T> AskAsync(CancellationToken cancellation);

    /// <summary>From the end of one question to the next.</summary>
    protected abstract TimeSpan Pause { get; }

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
                Tell(await AskAsync(cancellation).ConfigureAwait(false));
                await _askNow.WaitAsync(Pause, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The last page was closed.
        }
    }

    private void Tell(T answer)
    {
        FeedSubscription<T>[] told;
        lock (_lock) told = [.. _subscriptions];
        foreach (var subscription in told)
        {
            try
            {
                subscription.Changed(answer);
            }
            catch (ObjectDisposedException)
            {
                // The page was closed while we told the others.
            }
        }
    }
}
