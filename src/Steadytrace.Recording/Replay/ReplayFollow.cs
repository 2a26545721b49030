namespace Steadytrace.Recording.Replay;

/// <summary>Hands out traces as they appear, one per cut, at their own times.</summary>
/// <remarks>
/// What comes next is not known. Archives of one session follow each other, so nothing comes that is earlier than the begin of the one handed out last: there a
/// chunk ends.
/// </remarks>
/// <param name="arrivals">Traces that were not there at the call before, and are complete.</param>
internal sealed class ReplayFollow(Func<IReadOnlyList<ReplayTrace>> arrivals) : IReplayPace
{
    private readonly Queue<ReplayTrace> _waiting = [];
    private long _end;

    public bool IsAtItsEnd => false;

    public long Start(long nowUnixNs)
    {
        Look();
        return _end = _waiting.Count > 0 ? _waiting.Min(trace => trace.BeginUnixNs) : nowUnixNs;
    }

    public bool IsDue(long nowUnixNs)
    {
        if (_waiting.Count == 0) Look();
        return _waiting.Count > 0;
    }

    public ReplayCut Cut(long nowUnixNs)
    {
        if (!_waiting.TryDequeue(out var trace)) return new ReplayCut([], _end, _end, 0);
        _end = Math.Max(_end, trace.BeginUnixNs);
        return new ReplayCut([trace], _end, Math.Max(_end, trace.EndUnixNs), 0);
    }

    private void Look()
    {
        foreach (var trace in arrivals()) _waiting.Enqueue(trace);
    }
}
