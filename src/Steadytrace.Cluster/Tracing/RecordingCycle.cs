namespace Steadytrace.Cluster.Tracing;

/// <summary>When a tracer starts, cuts and ends its recorder. Knows no actor and no clock: every method takes the time.</summary>
/// <remarks>
/// <code>
/// Starting → Recording ⇄ Rotating
///     ↑          ↓  ↑
///   Paused ← Stopping → Ended
/// </code>
/// One action is under way at a time; what is asked for meanwhile is remembered and comes next. Cuts fall on multiples of the chunk's
/// length in wall-clock time, so that a chunk ends just after each interval's end; the first chunk is short, so that a person who has just
/// started it sees counts soon.
/// </remarks>
public sealed class RecordingCycle(TimeSpan chunkLength, TimeSpan maxClockStep)
{
    private static readonly TimeSpan FirstChunk = TimeSpan.FromSeconds(5);
    private bool _pauseWanted;
    private bool _endWanted;
    private bool _restartWanted;
    private bool _rotateWanted;
    private TimeSpan _runOffset;

    public CycleState State { get; private set; } = CycleState.Starting;

    /// <summary>When the next cut is due, in wall-clock time; meaningful while recording.</summary>
    public DateTimeOffset NextCut { get; private set; }

    /// <summary>The recorder records.</summary>
    /// <param name="now">Wall clock.</param>
    /// <param name="offset">Wall clock minus monotonic clock: the run's.</param>
    public void Started(DateTimeOffset now, TimeSpan offset)
    {
        Expect(CycleState.Starting);
        (State, _runOffset) = (CycleState.Recording, offset);
        NextCut = now + (chunkLength < FirstChunk ? chunkLength : FirstChunk);
    }

    /// <summary>The cut is done, the next chunk is being recorded into.</summary>
    public void CutDone(DateTimeOffset now)
    {
        Expect(CycleState.Rotating);
        State = CycleState.Recording;
        NextCut = NextMultiple(now);
    }

    /// <summary>The recorder is ended.</summary>
    public void RunEnded()
    {
        Expect(CycleState.Stopping);
        (State, _restartWanted) = (_endWanted ? CycleState.Ended : _pauseWanted ? CycleState.Paused : CycleState.Starting, false);
    }

    public void Pause() => _pauseWanted = true;

    public void Resume() => _pauseWanted = false;

    public void Rotate() => _rotateWanted = true;

    /// <summary>End the run and begin another; without a run there is nothing to end.</summary>
    public void Restart() => _restartWanted |= State is CycleState.Recording or CycleState.Rotating;

    /// <summary>End the run and begin no other.</summary>
    public void End() => _endWanted = true;

    /// <summary>What to do now; the state has moved when it is something.</summary>
    /// <param name="now">Wall clock.</param>
    /// <param name="offset">Wall clock minus monotonic clock.</param>
    public CycleAction Next(DateTimeOffset now, TimeSpan offset)
    {
        switch (State)
        {
            case CycleState.Recording when _endWanted || _pauseWanted || _restartWanted || (offset - _runOffset).Duration() > maxClockStep:
                State = CycleState.Stopping;
                return CycleAction.EndRun;
            case CycleState.Recording when _rotateWanted || now >= NextCut:
                (State, _rotateWanted) = (CycleState.Rotating, false);
                return CycleAction.Cut;
            case CycleState.Paused when !_pauseWanted:
                State = CycleState.Starting;
                return CycleAction.BeginRun;
            default:
                return CycleAction.None;
        }
    }

    private DateTimeOffset NextMultiple(DateTimeOffset now) =>
        chunkLength == TimeSpan.Zero ? now : now.AddTicks(chunkLength.Ticks - (now.UtcTicks % chunkLength.Ticks));

    private void Expect(CycleState state)
    {
        if (State != state) throw new InvalidOperationException($"The cycle is {State}, not {state}");
    }
}
