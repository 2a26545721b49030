using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Node;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tracing;

/// <summary>Performs what <see cref="RecordingCycle"/> decides: the record/rotate cycle of one recorder.</summary>
/// <remarks>
/// One call to the recorder is under way at a time; its result comes back as a message. Any failure of the recorder ends this actor's life: the
/// recorder is let go of, and the backoff supervisor makes a new cycle, which goes on with the run or declares it over. How it stops with the
/// node is in the partial beside this one.
/// </remarks>
public sealed partial class CycleActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan MaxTick = TimeSpan.FromSeconds(1);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly RecorderTurns _turns;
    private CancellationTokenSource _attempt = new();
    private Task _call = Task.CompletedTask;
    private readonly RecorderMaker _maker;
    private readonly IActorRef _spool;
    private readonly FailureBoard _failures;
    private readonly TimeProvider _clock;
    private readonly RecordingCycle _cycle;
    private IRecorder? _recorder;
    private ChunkReady? _open;
    private ChunkReady? _next;

    public CycleActor(RecorderMaker maker, TracerOptions options, IActorRef spool, RecorderTurns turns, FailureBoard failures, TimeProvider clock)
    {
        (_maker, _spool, _turns, _failures, _clock) = (maker, spool, turns, failures, clock);
        // What a replay hands on is as large as it was once recorded.
        _cycle = new RecordingCycle(maker.ChunkLength ?? options.ChunkLength, options.MaxClockStep, maker.IsReplay ? 0 : options.ChunkMaxBytes);

        Receive<ResumeGiven>(OnResumeGiven);
        Receive<Adopted>(OnAdopted);
        Receive<ChunkReady>(OnChunkReady);
        Receive<Started>(OnStarted);
        Receive<CutDone>(OnCutDone);
        Receive<Stopped>(OnStopped);
        Receive<RecorderEnded>(OnRecorderEnded);
        Receive<Tick>(_ => Step());
        Receive<TracerCommanded>(OnCommand);
        Receive<HoldRecording>(OnHold);
        Receive<StopTracer>(OnStop);
        Receive<Abandoned>(OnAbandoned);
        Receive<CallTooLong>(_ => _attempt.Cancel());
        Receive<Status.Failure>(failure => OnFailure(failure.Cause));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Wall clock minus the monotonic clock: constant but for steps of the wall clock.</summary>
    private TimeSpan Offset => _clock.GetUtcNow() - DateTimeOffset.UnixEpoch - _clock.GetElapsedTime(0);

    protected override void PreStart()
    {
        Tell("starting");
        _spool.Tell(new ResumeWanted());
    }

    protected override void PostStop()
    {
        _attempt.Cancel();
        if (_recorder is { } recorder) _turns.LetGo(recorder, _call, _log);
    }

    private void OnResumeGiven(ResumeGiven given)
    {
        if (given.Open is null && IsStopping)
        {
            ConfirmStop();
            return;
        }

        if (given.IsPaused) _cycle.Pause();
        if (given.Open is null && _cycle.IsPauseWanted)
        {
            StayPaused();
            return;
        }

        try
        {
            _recorder = _maker.Make();
        }
        catch (Exception e)
        {
            // Whatever a recorder's maker throws is that recorder's failure.
            OnFailure(e);
            return;
        }

        _open = given.Open;
        if (_open is { } open) Perform(async (recorder, cancellation) => new Adopted(await recorder.TryAdoptAsync(open.Run, open.DataPath, cancellation)));
        else _spool.Tell(new RunWanted());
    }

    private void OnAdopted(Adopted adopted)
    {
        if (adopted.Done)
        {
            _spool.Tell(new RunAdopted(_open!.Run.Number));
            _log.Info("Recorder {0} is still recording; its run {1} goes on", _maker.Name, _open.Run.Number);
            Began(_open.ClockOffset);
            return;
        }

        if (_stop is { EndRecorders: true })
        {
            // Switched off by a stop that failed on the way, or gone: nothing of it is to stay.
            Abandon(_open!, underWay: Task.CompletedTask);
            return;
        }

        _spool.Tell(new RunLost(_open!.Run.Number));
        _open = null;
        if (IsStopping) ConfirmStop();
        else if (_cycle.IsPauseWanted) StayPaused();
        else _spool.Tell(new RunWanted());
    }

    private void StayPaused()
    {
        _cycle.StayPaused();
        Tell("paused");
        if (_recorder is { } recorder) _turns.LetGo(recorder, _call, _log);
        _recorder = null;
        Step();
    }

    private void OnHold(HoldRecording hold)
    {
        _cycle.Hold(hold.IsHeld);
        Step();
    }

    private void OnChunkReady(ChunkReady ready)
    {
        if (_cycle.State == CycleState.Starting)
        {
            _open = ready;
            if (IsStopping)
            {
                GiveUpStart();
                return;
            }

            _isStartUnderWay = true;
            Perform(async (recorder, cancellation) => new Started(await recorder.StartAsync(ready.Run, ready.DataPath, cancellation)));
        }
        else
        {
            _next = ready;
            Perform(async (recorder, cancellation) => new CutDone(await recorder.CutAsync(ready.DataPath, cancellation)));
        }
    }

    private void OnStarted(Started started)
    {
        _isStartUnderWay = false;
        _spool.Tell(new RunStarted(_open!.Run.Number, started.BeganUnixNs, Offset));
        _log.Info("Recorder {0} began run {1}", _maker.Name, _open.Run.Number);
        Began(runOffset: null);
    }

    /// <param name="runOffset">Of a run that another process began: a clock that was set meanwhile ends it at once.</param>
    private void Began(TimeSpan? runOffset)
    {
        _cycle.Started(_clock.GetUtcNow(), Offset, runOffset);
        _failures.Clear(Part);
        var recorder = _recorder!;
        recorder.Ended.ContinueWith(ended => new RecorderEnded(recorder, ended.Exception?.GetBaseException()), TaskScheduler.Default).PipeTo(Self);
        Tell("recording");
        Step();
    }

    private void OnCutDone(CutDone done)
    {
        _spool.Tell(new ChunkClosed(_open!.Id, done.Cut));
        (_open, _next) = (_next, null);
        _cycle.CutDone(_clock.GetUtcNow(), Offset);
        if (_stop is { EndRecorders: false })
        {
            Tell("left recording");
            ConfirmStop();
            return;
        }

        Tell("recording");
        Step();
    }

    private void OnStopped(Stopped stopped)
    {
        _spool.Tell(new ChunkClosed(_open!.Id, stopped.Cut));
        _spool.Tell(new RunEnded(_open.Run.Number));
        _open = null;
        _cycle.RunEnded();
        Tell(_cycle.State.ToString().ToLowerInvariant());
        _turns.LetGo(_recorder!, _call, _log);
        _recorder = null;
        if (IsStopping) ConfirmStop();
        else if (_cycle.State == CycleState.Starting) _spool.Tell(new ResumeWanted());
        else Step();
    }

    private void OnRecorderEnded(RecorderEnded ended)
    {
        // The word of a recorder that has made room for another says nothing of the new one.
        if (!ReferenceEquals(ended.Recorder, _recorder)) return;
        if (ended.Failure is { } failure)
        {
            OnFailure(failure);
            return;
        }

        _cycle.End();
        Step();
    }

    private void OnCommand(TracerCommanded commanded)
    {
        switch (commanded.Command)
        {
            case TracerCommand.Restart: _cycle.Restart(); break;
            case TracerCommand.Rotate: _cycle.Rotate(); break;
            case TracerCommand.Pause: _cycle.Pause(); break;
            case TracerCommand.Resume: _cycle.Resume(); break;
        }

        Step();
    }

    private void Step()
    {
        switch (_cycle.Next(_clock.GetUtcNow(), Offset, ChunkBytes()))
        {
            case CycleAction.Cut:
                Tell("rotating");
                _spool.Tell(new NextChunkWanted(_open!.Run.Number));
                break;
            case CycleAction.EndRun:
                Tell("stopping");
                Perform(async (recorder, cancellation) => new Stopped(await recorder.StopAsync(cancellation)));
                break;
            case CycleAction.BeginRun:
                Tell("starting");
                _spool.Tell(new ResumeWanted());
                break;
        }

        if (_cycle.State is CycleState.Recording or CycleState.Paused) Timers.StartSingleTimer(nameof(Tick), Tick.Instance, UntilNextStep());
    }

    private long ChunkBytes() =>
        _cycle is { CutsBySize: true, State: CycleState.Recording } && _open is { } open ? RecordedBytes.SinceCut(open.Run, open.DataPath) : 0;

    private TimeSpan UntilNextStep()
    {
        if (_cycle.State != CycleState.Recording) return MaxTick;
        var due = _cycle.NextCut - _clock.GetUtcNow();
        var longest = _cycle.CutsBySize ? RecordingCycle.SizeLook : MaxTick;
        return due < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : due < longest ? due : longest;
    }

    private void Perform<T>(Func<IRecorder, CancellationToken, Task<T>> call) where T : class
    {
        if (_attempt.IsCancellationRequested) _attempt = new CancellationTokenSource();
        var (recorder, turns, cancellation) = (_recorder!, _turns, _attempt.Token);
        var performed = Task.Run(
            async () =>
            {
                await turns.FreeAsync(cancellation).ConfigureAwait(false);
                return await call(recorder, cancellation).ConfigureAwait(false);
            },
            CancellationToken.None);
        _call = performed;
        performed.PipeTo(Self, failure: cause => new Status.Failure(cause));
    }

    private void OnFailure(Exception cause)
    {
        if (IsStopping)
        {
            OnFailureWhileStopping(cause);
            return;
        }

        // The run stays open: the next cycle adopts it, or finds that its tracer is gone, saves what lies on the disk, and only then gives it up.
        Tell("failed");
        Report(cause);
        Context.Parent.Tell(CycleDown.Instance);
        throw new ToldFailure(cause);
    }

    private void Report(Exception cause)
    {
        _failures.Report(Part, cause.Message, staysDown: cause is RecorderException { Permanent: true });
        if (cause is RecorderException) _log.Error("{0}", cause.Message);
        else _log.Error(cause, "Recorder {0} failed", _maker.Name);
    }

    private string Part => $"recorder {_maker.Name}";

    private void Tell(string state) => _spool.Tell(new CycleStateChanged(state));

    private sealed record Adopted(bool Done) : INoSerializationVerificationNeeded;

    private sealed record Started(long BeganUnixNs) : INoSerializationVerificationNeeded;

    private sealed record CutDone(ChunkCut Cut) : INoSerializationVerificationNeeded;

    private sealed record Stopped(ChunkCut Cut) : INoSerializationVerificationNeeded;

    private sealed record RecorderEnded(IRecorder Recorder, Exception? Failure) : INoSerializationVerificationNeeded;

    /// <summary>To itself only; never crosses a wire.</summary>
    private sealed class Tick : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Tick Instance = new();
    }
}
