namespace Steadytrace.Recording.Replay;

/// <summary>Hands out one trace per cut, each once, at its own times.</summary>
/// <remarks>Traces of one recording may overlap (kernel beside user space): a chunk ends where the earliest of all that follow begins.</remarks>
internal sealed class ReplayOnce(IReadOnlyList<ReplayTrace> traces) : IReplayPace
{
    private readonly long[] _earliest = ReplayTrace.EarliestFrom(traces);
    private int _next;
    private long _latest = long.MinValue;

    public bool IsAtItsEnd => _next >= traces.Count - 1;

    public long Start(long nowUnixNs) => _earliest[0];

    public bool IsDue(long nowUnixNs) => true;

    public ReplayCut Cut(long nowUnixNs)
    {
        if (_next == traces.Count) return new ReplayCut([], _latest, _latest, 0);
        var trace = traces[_next++];
        _latest = Math.Max(_latest, trace.EndUnixNs);
        var end = _next == traces.Count ? _latest : Math.Min(_latest, _earliest[_next]);
        return new ReplayCut([trace], end, Math.Max(end, trace.EndUnixNs), 0);
    }

    /// <summary>An empty chunk, while the next trace is waited for.</summary>
    public ReplayCut Wait()
    {
        var end = _next == traces.Count ? _latest : _earliest[_next];
        return new ReplayCut([], end, end, 0);
    }
}
