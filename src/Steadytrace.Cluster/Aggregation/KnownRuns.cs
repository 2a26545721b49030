using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>The runs of a source that are not yet published whole, and what they tell of its time. Times are Unix nanoseconds.</summary>
internal sealed class KnownRuns
{
    private readonly SortedDictionary<long, RunLedger> _runs = [];

    public bool IsEmpty => _runs.Count == 0;

    /// <summary>The number of the newest; -1 when none is known.</summary>
    public long Newest => IsEmpty ? -1 : _runs.Keys.Last();

    public long? OldestBeganUnixNs => IsEmpty ? null : _runs.Values.Min(run => run.BeganUnixNs);

    public bool IsRecording => _runs.Values.Any(run => run.LastNumber is null);

    /// <summary>Nothing earlier can still come of the runs that are known.</summary>
    public long FrontierUnixNs => _runs.Values.Where(run => !run.IsComplete).Select(run => run.FrontierEndUnixNs).DefaultIfEmpty(long.MaxValue).Min();

    /// <summary>Those that were heard of when intervals of their time had been handed out already.</summary>
    public IEnumerable<(long Run, long BeforeUnixNs)> Late =>
        _runs.Where(run => run.Value.OpenFromUnixNs > run.Value.BeganUnixNs).Select(run => (run.Key, run.Value.OpenFromUnixNs));

    public RunLedger? Find(long number) => _runs.GetValueOrDefault(number);

    public void Add(long number, RunLedger run) => _runs.Add(number, run);

    /// <summary>
    /// An inventory holds the oldest runs: one that is older than those listed is all published and forgotten at its tracer, whatever is known of it here. The last
    /// word of a dead tracer may come after its successor's first: it tells of runs that are forgotten, of which no tally would ever come, and does not know of the
    /// newest, whose tallies are here.
    /// </summary>
    public void ForgetUnlisted(IReadOnlyList<RunInventory> inventory, long? publishedThroughUnixNs)
    {
        var listed = inventory.Select(run => run.Number).ToHashSet();
        var newest = listed.DefaultIfEmpty(-1).Max();
        foreach (var (number, run) in _runs.Where(run => !listed.Contains(run.Key)).ToList())
            if (listed.Count > 0 ? number < newest : run.IsComplete && run.EndUnixNs < publishedThroughUnixNs) _runs.Remove(number);
    }

    /// <summary>When the first run began that is recording then, or later, or may still tell of it; null when there is none.</summary>
    public long? FirstBeganOpenAt(long unixNs)
    {
        long? first = null;
        foreach (var run in _runs.Values)
            if (run.EndUnixNs is not { } end || end > unixNs || !run.IsComplete) first = Math.Min(first ?? long.MaxValue, run.BeganUnixNs);
        return first;
    }

    /// <summary>How long was recorded between two times. What a run recorded before it is open is lost: it was a gap when its interval was handed out, and stays one.</summary>
    public long RecordedNs(long fromUnixNs, long toUnixNs) =>
        _runs.Values.Sum(run => Math.Max(0, Math.Min(toUnixNs, run.EndUnixNs ?? toUnixNs) - Math.Max(fromUnixNs, run.OpenFromUnixNs)));
}
