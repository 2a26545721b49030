using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Live;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Parts;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tracing;

/// <summary>Performs what <see cref="RecordingCycle"/> decides: the record/rotate cycle of one recorder.</summary>
/// <remarks>
/// One call to the recorder is under way at a time; its result comes back as a message. Any failure of the recorder ends this part's life: the
/// recorder is let go of, and its supervisor makes a new cycle, which goes on with the run or declares it over. How it starts, records,
/// and stops with the node is in the partials beside this one.
/// </remarks>
public sealed partial class CyclePart : Part
{
    private static readonly TimeSpan MaxTick = TimeSpan.FromSeconds(1);
    private readonly ILoggingAdapter _log;
    private readonly RecorderTurns _turns;
    private CancellationTokenSource _attempt = new();
    private Task _call = Task.CompletedTask;
    private readonly RecorderMaker _maker;
    private readonly IActorRef _spool;
    private readonly FailureBoard _failures;
    private readonly TimeProvider _clock;
    private readonly RecordingCycle _cycle;
    private readonly LiveTap _live;
    private IRecorder? _recorder;
    private ChunkReady? _open;
    private ChunkReady? _next;

    public CyclePart(
        IPartContext context, RecorderMaker maker, TracerOptions options, IActorRef spool, RecorderTurns turns, FailureBoard failures, TimeProvider clock,
        LiveTap? live = null) : base(context)
    {
        (_maker, _spool, _turns, _failures, _clock, _log) = (maker, spool, turns, failures, clock, context.Log);
        _live = live ?? new LiveTap();
        // What a replay hands on is as large as it was once recorded.
        _cycle = new RecordingCycle(maker.ChunkLength ?? options.ChunkLength, options.MaxClockStep, maker.IsReplay ? 0 : options.ChunkMaxBytes);
        if (maker.IsFormer) _cycle.End();

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

    /// <summary>Wall clock minus the monotonic clock: constant but for steps of the wall clock.</summary>
    private TimeSpan Offset => _clock.GetUtcNow() - DateTimeOffset.UnixEpoch - _clock.GetElapsedTime(0);

    /// <inheritdoc/>
    public override void OnStart()
    {
        Tell("starting");
        _spool.Tell(new ResumeWanted());
    }

    /// <inheritdoc/>
    public override void OnStop()
    {
        _attempt.Cancel();
        if (_recorder is { } recorder) _turns.LetGo(recorder, _call, _log);
    }

    private void OnChunkReady(ChunkReady ready)
    {
        if (_cycle.State == CycleState.Starting) BeginRun(ready);
        else CutInto(ready);
    }

    private void Step()
    {
        var chunkBytes = ChunkBytes();
        switch (_cycle.Next(_clock.GetUtcNow(), Offset, chunkBytes))
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

        if (_cycle.State is CycleState.Recording or CycleState.Paused) Context.After(UntilNextStep(chunkBytes), Tick.Instance);
    }

    private void Perform(Func<IRecorder, CancellationToken, Task<object>> call)
    {
        if (_attempt.IsCancellationRequested) _attempt = new CancellationTokenSource();
        var (recorder, turns, cancellation) = (_recorder!, _turns, _attempt.Token);
        _call = Context.Perform(async () =>
        {
            await turns.FreeAsync(cancellation).ConfigureAwait(false);
            return await call(recorder, cancellation).ConfigureAwait(false);
        });
    }

    private void OnFailure(Exception cause)
    {
        if (IsStopping)
        {
            OnFailureWhileStopping(cause);
            return;
        }

        if (_maker.IsFormer && _open is not null && cause is RecorderException { Permanent: true })
        {
            // It cannot be ended from here, and its source is not to wait for it for ever.
            Report(cause);
            GiveUpFormer(AbandonedRun.Unknown);
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
        _failures.Report(Failing, cause.Message, staysDown: cause is RecorderException { Permanent: true });
        if (cause is RecorderException) _log.Error("{0}", cause.Message);
        else _log.Error(cause, "Recorder {0} failed", _maker.Name);
    }

    private string Failing => $"recorder {_maker.Name}";

    private void Tell(string state) => _spool.Tell(new CycleStateChanged(state));

    /// <summary>To itself only; never crosses a wire.</summary>
    private sealed class Tick : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Tick Instance = new();
    }
}
