using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Watching;

/// <summary>The last seconds of every source, and what of them changed since a version. Knows no actor and no clock.</summary>
/// <remarks>
/// Who looks need not be remembered: an answer is the whole of each second that changed since the asker's last version. One that fell behind, or comes anew,
/// gets more of the same, and nothing twice.
/// </remarks>
/// <param name="firstVersion">Higher than any of a window before it on this node, so that an asker of that one gets everything.</param>
/// <param name="mostEntries">Names of all seconds together; beyond them the oldest seconds go.</param>
/// <param name="mostOfAnswer">Names in an answer.</param>
public sealed class LiveWindow(long firstVersion, int mostEntries = LiveWindow.MostEntries, int mostOfAnswer = LiveWindow.MostOfAnswer)
{
    /// <summary>About 100 MB.</summary>
    public const int MostEntries = 1_000_000;

    /// <summary>About 1 MB.</summary>
    public const int MostOfAnswer = 20_000;

    private readonly Dictionary<SourceId, SourceWindow> _sources = [];
    private int _secondsKept = LiveView.SecondsKept;
    private long _version = firstVersion;

    /// <summary>Of the last change.</summary>
    public long Version => _version;

    /// <summary>Adds what a tracer tells.</summary>
    /// <returns>False when something was lost on the way: the tracer must be asked to begin anew.</returns>
    public bool Take(LiveTally tally) => Take(tally, source => source.Look(tally));

    /// <summary>Adds what somebody tells who knows how far it is counted.</summary>
    /// <param name="tally">What is new.</param>
    /// <param name="knownUntilUnixNs">Nothing before it will change any more; null while that is not known.</param>
    public bool Take(LiveTally tally, long? knownUntilUnixNs) => Take(tally, source => source.Know(knownUntilUnixNs));

    private bool Take(LiveTally tally, Action<SourceWindow> reached)
    {
        if (!_sources.TryGetValue(tally.Chunk.Source, out var source)) _sources.Add(tally.Chunk.Source, source = new SourceWindow(tally.Chunk.Source));
        _version++;
        var isWhole = source.Take(tally, reached, () => ++_version);
        source.Forget(_secondsKept);
        while (_secondsKept > 1 && _sources.Values.Sum(one => one.Entries) > mostEntries)
        {
            _secondsKept = _secondsKept * 3 / 4;
            foreach (var one in _sources.Values) one.Forget(_secondsKept);
        }

        return isWhole;
    }

    /// <summary>Forgets sources of nodes that are no longer there.</summary>
    public void Keep(IReadOnlySet<string> nodes)
    {
        foreach (var gone in _sources.Values.Where(source => !nodes.Contains(source.Node)).ToList())
        {
            _sources.Remove(gone.Source);
            _version++;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _sources.Clear();
        _secondsKept = LiveView.SecondsKept;
        _version++;
    }

    /// <summary>What changed since a version.</summary>
    /// <param name="after">Of the last answer; 0: everything.</param>
    /// <param name="host">Only this host; null: all.</param>
    /// <param name="at">The time.</param>
    public LiveView Since(long after, string? host, DateTimeOffset at)
    {
        var sources = _sources.Values.Where(source => host is null || source.Source.Host.Value == host).ToList();
        var changed = sources.SelectMany(source => source.Seconds.Where(second => second.Version > after).Select(second => (Source: source.Source, Second: second))).OrderBy(one => one.Second.Version).ToList();
        var (entries, count) = (0, 0);
        while (count < changed.Count && (count == 0 || entries + changed[count].Second.Entries <= mostOfAnswer)) entries += changed[count++].Second.Entries;
        var hasMore = count < changed.Count;
        return new LiveView(
            hasMore ? changed[count - 1].Second.Version : _version, at, hasMore, [.. sources.Select(source => source.View())], [.. changed.Take(count).Select(one => one.Second.View(one.Source))]);
    }
}
