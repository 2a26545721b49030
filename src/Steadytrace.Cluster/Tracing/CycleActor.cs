using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Node;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tracing;

/// <summary>Performs what <see cref="RecordingCycle"/> decides: the record/rotate cycle of one recorder.</summary>
/// <remarks>
/// One call to the recorder is under way at a time; its result comes back as a message. Any failure of the recorder ends this actor's life: the
/// recorder is let go of, and the backoff supervisor makes a new cycle, which goes on with the run or declares it over.
/// </remarks>
public sealed class CycleActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan MaxTick = TimeSpan.FromSeconds(1);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _life = new();
    private readonly RecorderMaker _maker;
    private readonly IActorRef _spool;
    private readonly FailureBoard _failures;
    private readonly TimeProvider _clock;
    private readonly RecordingCycle _cycle;
    private IRecorder? _recorder;
    private ChunkReady? _open;
    private ChunkReady? _next;
    private IActorRef? _stopper;
    private bool _leaveRecording;

    public CycleActor(RecorderMaker maker, TracerOptions options, IActorRef spool, FailureBoard failures, TimeProvider clock)
    {
        (_maker, _spool, _failures, _clock) = (maker, spool, failures, clock);
        _cycle = new RecordingCycle(maker.ChunkLength ?? options.ChunkLength, options.MaxClockStep);

        Receive<ResumeGiven>(OnResumeGiven);
        Receive<Adopted>(OnAdopted);
        Receive<ChunkReady>(OnChunkReady);
        Receive<Started>(OnStarted);
        Receive<CutDone>(OnCutDone);
        Receive<Stopped>(OnStopped);
        Receive<RecorderEnded>(_ =>
        {
            _cycle.End();
            Step();
        });
        Receive<Tick>(_ => Step());
        Receive<TracerCommanded>(OnCommand);
        Receive<StopTracer>(OnStop);
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
        _life.Cancel();
        // Disposing lets go of the tracer without ending it; nobody waits for it, and its failure is told here.
        if (_recorder is { } recorder)
        {
            var log = _log;
            recorder.DisposeAsync().AsTask().ContinueWith(done => log.Warning(done.Exception, "Letting go of recorder {0} failed", recorder.Name), TaskContinuationOptions.OnlyOnFaulted);
        }
    }

    private void OnResumeGiven(ResumeGiven given)
    {
        _recorder = _maker.Make();
        if (given.Open is not { } open)
        {
            _spool.Tell(new RunWanted());
            return;
        }

        _open = open;
        Perform(async recorder => new Adopted(await recorder.TryAdoptAsync(open.Run, open.DataPath, _life.Token)));
    }

    private void OnAdopted(Adopted adopted)
    {
        if (adopted.Done)
        {
            _log.Info("Recorder {0} is still recording; its run {1} goes on", _maker.Name, _open!.Run.Number);
            Began();
            return;
        }

        _spool.Tell(new RunLost(_open!.Run.Number));
        _open = null;
        _spool.Tell(new RunWanted());
    }

    private void OnChunkReady(ChunkReady ready)
    {
        if (_cycle.State == CycleState.Starting)
        {
            _open = ready;
            Perform(async recorder => new Started(await recorder.StartAsync(ready.Run, ready.DataPath, _life.Token)));
        }
        else
        {
            _next = ready;
            Perform(async recorder => new CutDone(await recorder.CutAsync(ready.DataPath, _life.Token)));
        }
    }

    private void OnStarted(Started started)
    {
        _spool.Tell(new RunStarted(_open!.Run.Number, started.BeganUnixNs));
        _log.Info("Recorder {0} began run {1}", _maker.Name, _open.Run.Number);
        Began();
    }

    private void Began()
    {
        _cycle.Started(_clock.GetUtcNow(), Offset);
        _failures.Clear(Part);
        _recorder!.Ended.ContinueWith(ended => (object)(ended.IsFaulted ? new Status.Failure(ended.Exception.GetBaseException()) : RecorderEnded.Instance), TaskScheduler.Default)
            .PipeTo(Self, failure: cause => new Status.Failure(cause));
        Tell("recording");
        Step();
    }

    private void OnCutDone(CutDone done)
    {
        _spool.Tell(new ChunkClosed(_open!.Id, done.Cut));
        (_open, _next) = (_next, null);
        _cycle.CutDone(_clock.GetUtcNow());
        if (_leaveRecording)
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
        _recorder!.DisposeAsync().AsTask().ContinueWith(Disposed, TaskScheduler.Default).PipeTo(Self);
        _recorder = null;
        if (_stopper is not null) ConfirmStop();
        else if (_cycle.State == CycleState.Starting) _spool.Tell(new ResumeWanted());
        else Step();
    }

    private static object Disposed(Task done) => done.IsFaulted ? new Status.Failure(done.Exception.GetBaseException()) : Tick.Instance;

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

    private void OnStop(StopTracer stop)
    {
        _stopper = Sender;
        if (stop.EndRecorders) _cycle.End();
        else
        {
            _leaveRecording = true;
            _cycle.Rotate();
        }

        // What is under way ends first; a cycle without a recorder has nothing to end.
        if (_cycle.State is CycleState.Paused or CycleState.Ended || _open is null) ConfirmStop();
        else Step();
    }

    private void ConfirmStop()
    {
        _stopper?.Tell(TracerStopped.Instance);
        Context.Stop(Self);
    }

    private void Step()
    {
        switch (_cycle.Next(_clock.GetUtcNow(), Offset))
        {
            case CycleAction.Cut:
                Tell("rotating");
                _spool.Tell(new NextChunkWanted(_open!.Run.Number));
                break;
            case CycleAction.EndRun:
                Tell("stopping");
                Perform(async recorder => new Stopped(await recorder.StopAsync(_life.Token)));
                break;
            case CycleAction.BeginRun:
                Tell("starting");
                _spool.Tell(new ResumeWanted());
                break;
        }

        if (_cycle.State is CycleState.Recording or CycleState.Paused) Timers.StartSingleTimer(nameof(Tick), Tick.Instance, UntilNextStep());
    }

    private TimeSpan UntilNextStep()
    {
        if (_cycle.State != CycleState.Recording) return MaxTick;
        var due = _cycle.NextCut - _clock.GetUtcNow();
        return due < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : due < MaxTick ? due : MaxTick;
    }

    private void Perform<T>(Func<IRecorder, Task<T>> call) where T : class
    {
        var recorder = _recorder!;
        Task.Run(() => call(recorder)).PipeTo(Self, failure: cause => new Status.Failure(cause));
    }

    private void OnFailure(Exception cause)
    {
        // The run stays open: the next cycle adopts it, or finds that its tracer is gone, saves what lies on the disk, and only then gives it up.
        Tell("failed");
        _failures.Report(Part, cause.Message, staysDown: cause is RecorderException { Permanent: true });
        if (cause is RecorderException) _log.Error("{0}", cause.Message);
        else _log.Error(cause, "Recorder {0} failed", _maker.Name);
        _stopper?.Tell(TracerStopped.Instance);
        throw new ToldFailure(cause);
    }

    private string Part => $"recorder {_maker.Name}";

    private void Tell(string state) => _spool.Tell(new CycleStateChanged(state));

    private sealed record Adopted(bool Done) : INoSerializationVerificationNeeded;

    private sealed record Started(long BeganUnixNs) : INoSerializationVerificationNeeded;

    private sealed record CutDone(ChunkCut Cut) : INoSerializationVerificationNeeded;

    private sealed record Stopped(ChunkCut Cut) : INoSerializationVerificationNeeded;

    private sealed class RecorderEnded : INoSerializationVerificationNeeded
    {
        public static readonly RecorderEnded Instance = new();
    }

    /// <summary>To itself only; never crosses a wire.</summary>
    private sealed class Tick : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Tick Instance = new();
    }
}
