namespace Steadytrace.Traces.Turns;

/// <summary>Who runs on one CPU, and since when: all that must be carried from packet to packet. Told of the CPU's packets, switches and renames in order of time.</summary>
/// <remarks>Times are nanoseconds since 1970, shifted as asked. Where they step back, turns last nothing.</remarks>
internal sealed class CpuTurns(ITurnTimes into)
{
    /// <summary>The process of time in which no switch told who ran, though nothing was lost.</summary>
    public const string Unknown = "(unknown)";

    private string? _process;
    private long? _since;     // of the turn; null: not begun, or lost
    private long? _lostSince; // null: nothing is lost
    private long? _known;     // nothing is missing before; null: not begun
    private bool _isLossBehind;

    /// <summary>Goes on where an earlier chunk ended.</summary>
    public void Continue(CpuTail tail, long shift)
    {
        var time = tail.UnixNanoseconds + shift;
        (_process, _since, _known, _isLossBehind) = (tail.Process, time, time, tail.IsLossBehind);
    }

    /// <summary>A packet begins.</summary>
    /// <param name="first">The time of its first event: its own begin may lie before the tracer was started. Asked for where the CPU's time begins, and behind a loss; null without events.</param>
    /// <param name="isLossBefore">Events may have been lost before it.</param>
    public void BeginPacket(long? first, bool isLossBefore)
    {
        if (_known is not null && (isLossBefore || _isLossBehind))
        {
            EndTurn(_known);
            (_process, _since, _lostSince, _isLossBehind) = (null, null, _lostSince ?? _known, false);
        }

        if (_since is not null || first is not { } time) return;
        if (_lostSince is { } lost) into.Lose(lost, time);
        (_since, _lostSince, _known) = (time, null, time);
    }

    /// <summary>A packet ends.</summary>
    /// <param name="last">Its last event: its own end may lie behind the tracer's. Null without events, and where it is damaged behind its last switch.</param>
    /// <param name="isLossBehind">Events may have been lost behind that.</param>
    public void EndPacket(long? last, bool isLossBehind)
    {
        if (_since is not { } since) return;
        _known = last ?? Math.Max(_known ?? since, since);
        _isLossBehind |= isLossBehind;
    }

    /// <summary>A thread leaves the CPU to another one.</summary>
    public void Switch(long time, string previous, string next)
    {
        if (_since is { } since) into.Add(_process ?? previous, since, time);
        (_process, _since) = (next, time);
    }

    /// <summary>The thread that runs goes by another name; that tells nobody who runs where nobody was known before.</summary>
    public void Rename(long time, string name)
    {
        if (_process is null) return;
        EndTurn(time);
        (_process, _since) = (name, time);
    }

    /// <summary>Ends the turn that lasts. Nothing may be told after it.</summary>
    /// <returns>Up to when the CPU's time is counted, who runs, and whether events were lost behind it; null where there was no time at all.</returns>
    public (long Time, string? Process, bool IsLossBehind)? End()
    {
        if (_lostSince is { } lost) return (lost, null, true);
        if (_since > _known) _known = _since;
        EndTurn(_known);
        return _known is { } known ? (known, _process, _isLossBehind) : null;
    }

    /// <summary>Takes what another one learnt that was told of what comes next.</summary>
    public void Become(CpuTurns next) =>
        (_process, _since, _lostSince, _known, _isLossBehind) = (next._process, next._since, next._lostSince, next._known, next._isLossBehind);

    private void EndTurn(long? until)
    {
        if (_since is { } since && until is { } time) into.Add(_process ?? Unknown, since, time);
    }
}
