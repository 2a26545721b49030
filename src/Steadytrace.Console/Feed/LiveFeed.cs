using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Top;

namespace Steadytrace.Console.Feed;

/// <summary>The counts of the last seconds, as tracers make them while they record. Nothing is counted live while no page looks.</summary>
/// <remarks>Pages are told why it does not go on, or nothing; each then takes its own look.</remarks>
public sealed class LiveFeed(IFleet fleet, TimeProvider clock) : PageFeed<string?>
{
    /// <summary>Without news the question is answered after so long.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private TopModel _model = new();
    private DateTimeOffset _askedAt;
    private long _version;

    /// <summary>The node's own gathering answers at most five times a second; this bounds how often it is asked where it fails or refuses.</summary>
    protected override TimeSpan Pause => TimeSpan.FromMilliseconds(50);

    /// <summary>One look at what is known now.</summary>
    public TopLook Look(TopQuestion question)
    {
        lock (_lock) return _model.Look(question, clock.GetUtcNow());
    }

    /// <inheritdoc/>
    protected override async Task<string?> AskAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeLimit);
        ForgetAfterRest();
        try
        {
            LiveView view;
            do
            {
                view = await fleet.LiveAsync(_version, host: null, LongestWait, limit.Token).ConfigureAwait(false);
                _version = view.Version;
                lock (_lock) _model.Take(view);
            }
            while (view.HasMore);
            return null;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // Whatever it is, the page stays, shows it, and asks again.
            return exception is OperationCanceledException ? $"no answer within {TimeLimit.TotalSeconds:0} s" : exception.Message;
        }
    }

    /// <summary>While no page looked nothing was counted: what is left of an earlier look says nothing of now.</summary>
    private void ForgetAfterRest()
    {
        var now = clock.GetUtcNow();
        if (now - _askedAt > TimeLimit + LongestWait)
        {
            lock (_lock) (_model, _version) = (new TopModel(), 0);
        }

        _askedAt = now;
    }
}
