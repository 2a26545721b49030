namespace Steadytrace.Recording.Replay;

/// <summary>Plays all traces over and over as if they happened now; each lasts as long as it did.</summary>
/// <remarks>
/// A cut hands out what is over by now: several traces, or none. All traces in one chunk have one shift, so the next round begins at the cut
/// that ends the last one.
/// </remarks>
internal sealed class ReplayLoop(IReadOnlyList<ReplayTrace> traces) : IReplayPace
{
    private readonly long[] _earliest = ReplayTrace.EarliestFrom(traces);
    private int _next;
    private long _shift;

    public bool IsAtItsEnd => false;

    public long Start(long nowUnixNs)
    {
        _next = 0;
        _shift = nowUnixNs - _earliest[0];
        return nowUnixNs;
    }

    public bool IsDue(long nowUnixNs) => true;

    public ReplayCut Cut(long nowUnixNs)
    {
        List<ReplayTrace> over = [];
        while (_next < traces.Count && traces[_next].EndUnixNs + _shift <= nowUnixNs) over.Add(traces[_next++]);

        var shift = _shift;
        if (_next == traces.Count) Start(nowUnixNs);
        var end = Math.Min(nowUnixNs, _earliest[_next] + _shift);
        var last = over.Aggregate(end, (latest, trace) => Math.Max(latest, trace.EndUnixNs + shift));
        return new ReplayCut(over, end, last, shift);
    }
}
