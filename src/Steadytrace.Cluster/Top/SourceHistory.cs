using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Cluster.Top;

/// <summary>The last seconds of one source.</summary>
public sealed class SourceHistory(LiveSourceView source)
{
    private readonly SortedDictionary<long, LiveSecondView> _seconds = [];
    private long _lostEarlier;

    public LiveSourceView Source { get; private set; } = source;

    /// <summary>The first second that is counted wholly; null where none is yet.</summary>
    public long? From => Source.CountedFrom is { } from ? RoundedUp(from) : null;

    /// <summary>Before it every second is counted wholly; null where none is yet.</summary>
    public long? Through => Source.CountedThrough?.ToUnixTimeSeconds();

    /// <summary>Before it no second will change any more; null where none is settled.</summary>
    public long? Settled => Source.SettledThrough?.ToUnixTimeSeconds();

    public IEnumerable<LiveSecondView> Seconds => _seconds.Values;

    /// <summary>Entries of all seconds together.</summary>
    public long Entries { get; private set; }

    /// <summary>Events lost since the first look.</summary>
    public long Lost => _lostEarlier + _seconds.Values.Sum(second => second.Lost);

    /// <summary>The newest second of which anything is known; null where nothing is.</summary>
    public long? Newest => _seconds.Count > 0 ? Math.Max(_seconds.Keys.Last(), Through - 1 ?? long.MinValue) : Through - 1;

    /// <summary>The running minute of this source, as far as it was counted.</summary>
    public TopSpan Minute
    {
        get
        {
            if (Newest is not { } newest) return default;
            return new TopSpan(Math.Max(newest - newest % 60, Source.CountedFrom?.ToUnixTimeSeconds() ?? newest), newest + 1);
        }
    }

    /// <summary>The same, standing still.</summary>
    public SourceHistory Snapshot()
    {
        var copy = new SourceHistory(Source) { Entries = Entries, _lostEarlier = _lostEarlier };
        foreach (var (start, second) in _seconds) copy._seconds.Add(start, second);
        return copy;
    }

    public void Take(LiveSourceView source)
    {
        // Its tracer began anew: what was counted before says nothing of the time between.
        if (Source.CountedFrom is { } before && source.CountedFrom is { } now && now > before && now > Source.CountedThrough) Forget(long.MaxValue);
        Source = source;
    }

    public void Take(LiveSecondView second)
    {
        if (_seconds.Remove(second.UnixSeconds, out var before)) Entries -= EntriesOf(before);
        _seconds.Add(second.UnixSeconds, second);
        Entries += EntriesOf(second);
    }

    /// <summary>The last seconds that are counted wholly, at most so many.</summary>
    public TopSpan Last(int seconds) =>
        Through is { } through ? new TopSpan(Math.Max(through - seconds, From ?? through), through) : default;

    public IEnumerable<LiveSecondView> Within(TopSpan span) => _seconds.Values.Where(second => span.Holds(second.UnixSeconds));

    /// <summary>Forgets all seconds before one.</summary>
    public void Forget(long before)
    {
        foreach (var second in _seconds.Keys.TakeWhile(second => second < before).ToList())
        {
            _seconds.Remove(second, out var gone);
            Entries -= EntriesOf(gone!);
            _lostEarlier += gone!.Lost;
        }
    }

    private static long EntriesOf(LiveSecondView second) => second.Events.Count + second.Processes.Count + 1;

    private static long RoundedUp(DateTimeOffset time) => (long)Math.Ceiling((time - DateTimeOffset.UnixEpoch).TotalSeconds);
}
