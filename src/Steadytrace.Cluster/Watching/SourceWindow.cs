using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Watching;

/// <summary>The last seconds of one source, from what its tracer tells.</summary>
internal sealed class SourceWindow(SourceId source)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>What happened just before its tracer looked may still be on its way to it: LTTng hands on begun buffers four times a second.</summary>
    private const long OnTheWayNs = 3 * NanosecondsPerSecond / 10;

    /// <summary>Seconds that may be there beyond the time up to which it is counted.</summary>
    private const int MostAhead = 60;
    private readonly SortedDictionary<long, SecondWindow> _seconds = [];
    private long _nextSequence;
    private ChunkId? _chunk;
    private ChunkId? _troubled;
    private string _problem = "";
    private long? _fromUnixNs;
    private long? _throughUnixNs;
    private long? _settledUnixNs;
    private LiveTally? _last;

    public SourceId Source => source;

    /// <summary>Where its tracer is: <c>host:port</c>.</summary>
    public string Node => _last?.Node ?? "";

    public IEnumerable<SecondWindow> Seconds => _seconds.Values;

    /// <summary>Names that it holds.</summary>
    public long Entries => _seconds.Values.Sum(second => (long)second.Entries);

    /// <summary>Adds what is new.</summary>
    /// <param name="tally">From the tracer.</param>
    /// <param name="reached">Says how far it is counted then.</param>
    /// <param name="version">The next one, each time.</param>
    /// <returns>False when something was lost on the way: the tracer must begin anew.</returns>
    public bool Take(LiveTally tally, Action<SourceWindow> reached, Func<long> version)
    {
        if (tally.Sequence == 0) Begin(tally, version);
        else if (_last is null || tally.Sequence > _nextSequence) return false;
        else if (tally.Sequence < _nextSequence) return true; // told twice
        foreach (var second in tally.Seconds)
        {
            if (second.StartUnixSeconds is not { } start) continue; // of no time, and so of no second
            if (!_seconds.TryGetValue(start, out var window)) _seconds.Add(start, window = new SecondWindow(start));
            window.Add(tally.Chunk, second, version());
        }

        reached(this);
        Trust(tally);
        (_nextSequence, _chunk, _last) = (tally.Sequence + 1, tally.Chunk, tally);
        return true;
    }

    /// <summary>Counted as far as its tracer looked.</summary>
    public void Look(LiveTally tally)
    {
        if (tally.IsChunkEnd) _settledUnixNs = Math.Max(_settledUnixNs ?? 0, tally.AsOfUnixNs);
        _throughUnixNs = Math.Max(_throughUnixNs ?? 0, Math.Max(tally.AsOfUnixNs - OnTheWayNs, _settledUnixNs ?? 0));
    }

    /// <summary>Counted for good up to a time.</summary>
    public void Know(long? untilUnixNs) => _throughUnixNs = _settledUnixNs = untilUnixNs is { } until ? Math.Max(_throughUnixNs ?? 0, until) : _throughUnixNs;

    /// <summary>Forgets seconds that are older than so many.</summary>
    public void Forget(int secondsKept)
    {
        if (_throughUnixNs is not { } through) return;
        foreach (var old in _seconds.Keys.TakeWhile(second => second <= through / NanosecondsPerSecond - secondsKept).ToList()) _seconds.Remove(old);
        // Times to come, as a fast replay has them, or a stamp that is made up, are no reason to grow.
        while (_seconds.Count > secondsKept + MostAhead) _seconds.Remove(_seconds.Keys.First());
    }

    /// <summary>As others see it.</summary>
    public LiveSourceView View() => new(
        source.Host.Value, source.Recorder, _last?.Datacenter ?? "", AtOrNull(_fromUnixNs), AtOrNull(_throughUnixNs), AtOrNull(_settledUnixNs), _last?.Waiting ?? 0, _problem);

    /// <summary>
    /// All of a chunk, from its begin. Of the second in which the first event was counted, an earlier chunk may hold a part: the next one is whole.
    /// </summary>
    private void Begin(LiveTally tally, Func<long> version)
    {
        if (_chunk == tally.Chunk)
        {
            foreach (var second in _seconds.Values) second.Forget(tally.Chunk, version());
            return;
        }

        _seconds.Clear();
        _fromUnixNs = (FirstSecond(tally) + 1) * NanosecondsPerSecond;
        (_settledUnixNs, _troubled, _problem) = (null, null, "");
    }

    /// <summary>A chunk with a problem is not counted wholly, and perhaps no further: what is whole begins in a later one.</summary>
    private void Trust(LiveTally tally)
    {
        if (tally.Problem.Length > 0) (_troubled, _problem) = (tally.Chunk, tally.Problem);
        else if (_troubled is { } troubled && troubled != tally.Chunk)
        {
            (_troubled, _problem) = (null, "");
            _fromUnixNs = (FirstSecond(tally) + 1) * NanosecondsPerSecond;
        }
    }

    private static long FirstSecond(LiveTally tally) =>
        tally.Seconds.Select(second => second.StartUnixSeconds).OfType<long>().DefaultIfEmpty(tally.AsOfUnixNs / NanosecondsPerSecond).Min();

    private static DateTimeOffset? AtOrNull(long? unixNs) => unixNs is { } at ? DateTimeOffset.UnixEpoch.AddTicks(at / TimeSpan.NanosecondsPerTick) : null;
}
