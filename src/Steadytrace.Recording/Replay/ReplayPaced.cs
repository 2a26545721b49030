namespace Steadytrace.Recording.Replay;

/// <summary>Hands out each trace once, at its own times, when it would be over if it happened at some speed from the start on.</summary>
/// <param name="traces">In their order.</param>
/// <param name="speed">1: as slowly as it happened; 60: an hour in a minute.</param>
internal sealed class ReplayPaced(IReadOnlyList<ReplayTrace> traces, double speed) : IReplayPace
{
    private readonly ReplayOnce _once = new(traces);
    private readonly long _first = traces.Min(trace => trace.BeginUnixNs);
    private long _startedUnixNs;
    private int _next;

    /// <remarks>The last trace too waits for its time, so at the end the open chunk is empty.</remarks>
    public bool IsAtItsEnd => _next == traces.Count;

    public long Start(long nowUnixNs)
    {
        _startedUnixNs = nowUnixNs;
        return _once.Start(nowUnixNs);
    }

    public bool IsDue(long nowUnixNs) => !IsAtItsEnd && traces[_next].EndUnixNs - _first <= (nowUnixNs - _startedUnixNs) * speed;

    public ReplayCut Cut(long nowUnixNs)
    {
        if (!IsDue(nowUnixNs)) return _once.Wait();
        _next++;
        return _once.Cut(nowUnixNs);
    }
}
