using Akka.Actor;
using Akka.Event;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tracing;

/// <summary>How a cycle stops with its node: the recorder is ended (<c>up</c>), or left recording for a successor (<c>node</c>).</summary>
/// <remarks>
/// What is under way comes to its end first, but for a start, which is called off: a recorder that was not started leaves nothing behind. A call that
/// takes too long is cancelled, and counts as a failure. After a failure the source makes one more cycle, which adopts what the tracer still
/// records, and ends that; what cannot be ended in good order even then (its disk takes no more) is ended without saving what it holds.
/// </remarks>
public sealed partial class CyclePart
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(5);
    private IActorRef? _stopper;
    private StopTracer? _stop;
    private bool _isStartUnderWay;
    private bool _isAbandoned;

    private bool IsStopping => _stop is not null;

    private void OnStop(StopTracer stop)
    {
        (_stopper, _stop) = (Sender, stop);
        if (stop.EndRecorders) _cycle.End();
        else _cycle.Rotate();

        Context.After(LongestCall, CallTooLong.Instance);
        switch (_cycle.State)
        {
            case CycleState.Paused or CycleState.Ended:
                ConfirmStop();
                break;
            case CycleState.Starting when _isStartUnderWay:
                _attempt.Cancel();
                break;
            case CycleState.Starting when !stop.EndRecorders:
                // Nothing of it is ours yet: whatever records goes on.
                ConfirmStop();
                break;
            default:
                Step();
                break;
        }
    }

    private void OnFailureWhileStopping(Exception cause)
    {
        if (_isStartUnderWay && cause is OperationCanceledException)
        {
            GiveUpStart();
            return;
        }

        // The tracer's death and the call that ran into it tell the same.
        if (_isAbandoned) return;
        Report(cause);
        if (_stop is { EndRecorders: true, IsLastTry: true } && _open is { } open && _recorder is not null)
        {
            Abandon(open, _call);
            return;
        }

        // Without a word that it has stopped: its source sees to the rest.
        Context.Stop();
    }

    private void Abandon(ChunkReady open, Task underWay)
    {
        _isAbandoned = true;
        Perform((recorder, _) => AbandonAsync(recorder, open, underWay));
    }

    private static async Task<object> AbandonAsync(IRecorder recorder, ChunkReady open, Task underWay)
    {
        // What is called now must not open the tracer's files again. Its failure was told where it was called.
        await underWay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            return new Abandoned(await recorder.AbandonAsync(open.Run, open.DataPath).ConfigureAwait(false), null);
        }
        catch (RecorderException e)
        {
            return new Abandoned(AbandonedRun.Unknown, e);
        }
    }

    private void OnAbandoned(Abandoned abandoned)
    {
        if (!IsStopping)
        {
            if (abandoned.Failure is { } untouched) Report(untouched);
            GiveUpFormer(abandoned.Known);
            return;
        }

        if (abandoned.Failure is { } failure)
        {
            Report(failure);
            Context.Stop();
            return;
        }

        _log.Error("Recorder {0} is ended without what its tracer still held: that is declared lost", _maker.Name);
        _spool.Tell(new RunLost(_open!.Run.Number, new LastWord(_open.Id, abandoned.Known)));
        ConfirmStop();
    }

    private void GiveUpStart()
    {
        _spool.Tell(new RunLost(_open!.Run.Number));
        ConfirmStop();
    }

    private void ConfirmStop()
    {
        _stopper!.Tell(CycleStopped.Instance);
        Context.Stop();
    }

    private sealed record Abandoned(AbandonedRun Known, RecorderException? Failure) : INoSerializationVerificationNeeded;

    /// <summary>To itself only; never crosses a wire.</summary>
    private sealed class CallTooLong : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly CallTooLong Instance = new();
    }
}
