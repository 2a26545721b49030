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
/// started it sees counts soon. A chunk that has grown to its most bytes is cut before that, but not sooner than <see cref="SizeLook"/> after the
/// last cut: at however great a storm there are at most five cuts a second.
/// </remarks>
/// <param name="chunkLength">Cuts fall on multiples of it; zero cuts as fast as can be.</param>
/// <param name="maxClockStep">A larger step of the wall clock begins a new run.</param>
/// <param name="chunkMaxBytes">A chunk of so many bytes is cut at once; 0: only time cuts.</param>
public sealed class RecordingCycle(TimeSpan chunkLength, TimeSpan maxClockStep, long chunkMaxBytes = 0)
{
    /// <summary>The least time between two cuts for size.</summary>
    public static readonly TimeSpan SizeLook = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a chunk that is far from its most bytes may grow unseen: a storm comes without a warning.</summary>
    private static readonly TimeSpan SizeLookWhileSmall = TimeSpan.FromMilliseconds(600);
    private const int SmallPart = 8;

    private static readonly TimeSpan FirstChunk = TimeSpan.FromSeconds(5);
    private bool _pauseWanted;
    private bool _endWanted;
    private bool _restartWanted;
    private bool _rotateWanted;
    private bool _isHeld;
    private TimeSpan _runOffset;
    private TimeSpan _lastCut;

    public CycleState State { get; private set; } = CycleState.Starting;

    /// <summary>True when the open chunk's size matters.</summary>
    public bool CutsBySize => chunkMaxBytes > 0;

    /// <summary>When the next cut is due by time, in wall-clock time; meaningful while recording.</summary>
    public DateTimeOffset NextCut { get; private set; }

    /// <summary>The recorder records.</summary>
    /// <param name="now">Wall clock.</param>
    /// <param name="offset">Wall clock minus monotonic clock: the run's.</param>
    /// <param name="runOffset">The same when the run began, where another process began it; null: as now.</param>
    public void Started(DateTimeOffset now, TimeSpan offset, TimeSpan? runOffset = null)
    {
        Expect(CycleState.Starting);
        (State, _runOffset, _lastCut) = (CycleState.Recording, runOffset ?? offset, Monotonic(now, offset));
        NextCut = now + (chunkLength < FirstChunk ? chunkLength : FirstChunk);
    }

    /// <summary>The cut is done, the next chunk is being recorded into.</summary>
    /// <param name="now">Wall clock.</param>
    /// <param name="offset">Wall clock minus monotonic clock.</param>
    public void CutDone(DateTimeOffset now, TimeSpan offset)
    {
        Expect(CycleState.Rotating);
        (State, _lastCut) = (CycleState.Recording, Monotonic(now, offset));
        NextCut = NextMultiple(now);
    }

    /// <summary>The recorder is ended.</summary>
    public void RunEnded()
    {
        Expect(CycleState.Stopping);
        (State, _restartWanted) = (_endWanted ? CycleState.Ended : Rests ? CycleState.Paused : CycleState.Starting, false);
    }

    /// <summary>Paused before anything was started: a person did so, and another process has died since.</summary>
    public void StayPaused()
    {
        Expect(CycleState.Starting);
        (State, _pauseWanted) = (CycleState.Paused, true);
    }

    /// <summary>Nothing is recorded, and nothing is to be.</summary>
    public void StayEnded()
    {
        Expect(CycleState.Starting);
        State = CycleState.Ended;
    }

    public void Pause() => _pauseWanted = true;

    public void Resume() => _pauseWanted = false;

    /// <summary>The spool has no room for another chunk, or has again: a pause that no person has made and none ends.</summary>
    public void Hold(bool isHeld) => _isHeld = isHeld;

    public void Rotate() => _rotateWanted = true;

    /// <summary>End the run and begin another; without a run there is nothing to end.</summary>
    public void Restart() => _restartWanted |= State is CycleState.Recording or CycleState.Rotating;

    /// <summary>End the run and begin no other.</summary>
    public void End() => _endWanted = true;

    /// <summary>What to do now; the state has moved when it is something.</summary>
    /// <param name="now">Wall clock.</param>
    /// <param name="offset">Wall clock minus monotonic clock.</param>
    /// <param name="chunkBytes">What is recorded into the open chunk.</param>
    public CycleAction Next(DateTimeOffset now, TimeSpan offset, long chunkBytes = 0)
    {
        switch (State)
        {
            case CycleState.Recording when _endWanted || Rests || _restartWanted || (offset - _runOffset).Duration() > maxClockStep:
                State = CycleState.Stopping;
                return CycleAction.EndRun;
            case CycleState.Recording when _rotateWanted || now >= NextCut || IsTooLarge(Monotonic(now, offset), chunkBytes):
                (State, _rotateWanted) = (CycleState.Rotating, false);
                return CycleAction.Cut;
            case CycleState.Paused when !Rests:
                State = CycleState.Starting;
                return CycleAction.BeginRun;
            default:
                return CycleAction.None;
        }
    }

    /// <summary>True when a person wants no recording.</summary>
    public bool IsPauseWanted => _pauseWanted;

    private bool Rests => _pauseWanted || _isHeld;

    /// <summary>When the open chunk's size is to be looked at again.</summary>
    /// <param name="chunkBytes">What is recorded into it so far.</param>
    public TimeSpan SizeLookAfter(long chunkBytes) => chunkBytes < chunkMaxBytes / SmallPart ? SizeLookWhileSmall : SizeLook;

    private bool IsTooLarge(TimeSpan monotonic, long chunkBytes) => CutsBySize && chunkBytes >= chunkMaxBytes && monotonic - _lastCut >= SizeLook;

    private static TimeSpan Monotonic(DateTimeOffset now, TimeSpan offset) => now - DateTimeOffset.UnixEpoch - offset;

    private DateTimeOffset NextMultiple(DateTimeOffset now) =>
        chunkLength == TimeSpan.Zero ? now : now.AddTicks(chunkLength.Ticks - (now.UtcTicks % chunkLength.Ticks));

    private void Expect(CycleState state)
    {
        if (State != state) throw new InvalidOperationException($"The cycle is {State}, not {state}");
    }
}
