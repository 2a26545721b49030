using Akka.Actor;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Cluster.Live;

/// <summary>Who watches a source: each for ten seconds after it said so last. Knows no clock.</summary>
public sealed class LiveWatchers
{
    /// <summary>More at once are refused: each gets every message.</summary>
    public const int Most = 64;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(WatchLive.LeaseSeconds);
    private readonly Dictionary<IActorRef, LiveWatcher> _watchers = [];

    public bool IsEmpty => _watchers.Count == 0;

    /// <summary>Those who watch.</summary>
    public IReadOnlyCollection<LiveWatcher> All => _watchers.Values;

    /// <summary>Somebody wants to watch, or to go on watching.</summary>
    /// <returns>False when there are too many.</returns>
    public bool Renew(IActorRef watcher, TimeSpan now)
    {
        if (!_watchers.TryGetValue(watcher, out var known))
        {
            if (_watchers.Count == Most) return false;
            _watchers.Add(watcher, known = new LiveWatcher(watcher));
        }

        known.Until = now + Lease;
        return true;
    }

    public void Remove(IActorRef watcher) => _watchers.Remove(watcher);

    /// <summary>Forgets those who said nothing for so long.</summary>
    public void Expire(TimeSpan now)
    {
        foreach (var gone in _watchers.Values.Where(watcher => watcher.Until <= now).ToList()) _watchers.Remove(gone.Actor);
    }

    /// <summary>All of them begin anew: what they were shown of the open chunk does not hold.</summary>
    public void BeginAnew()
    {
        foreach (var watcher in _watchers.Values) watcher.BeginAnew();
    }
}
