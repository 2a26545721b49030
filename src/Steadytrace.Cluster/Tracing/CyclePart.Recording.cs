using Akka.Actor;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tracing;

/// <summary>A run while it records: chunk after chunk, by the clock, by size and by a person's word, until it is ended.</summary>
public sealed partial class CyclePart
{
    private void CutInto(ChunkReady next)
    {
        _next = next;
        Perform(async (recorder, cancellation) => new CutDone(await recorder.CutAsync(next.DataPath, cancellation)));
    }

    private void OnCutDone(CutDone done)
    {
        _live.Closed(_open!, done.Cut);
        _spool.Tell(new ChunkClosed(_open!.Id, done.Cut));
        (_open, _next) = (_next, null);
        _live.Began(_open!, _recorder!);
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
        _live.Closed(_open!, stopped.Cut);
        _spool.Tell(new ChunkClosed(_open!.Id, stopped.Cut));
        _spool.Tell(new RunEnded(_open.Run.Number));
        (_open, _turns.Latest) = (null, null);
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

    private void OnHold(HoldRecording hold)
    {
        _cycle.Hold(hold.IsHeld);
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

    private long ChunkBytes() =>
        _cycle is { CutsBySize: true, State: CycleState.Recording } && _open is { } open ? RecordedBytes.SinceCut(open.Run, open.DataPath) : 0;

    private TimeSpan UntilNextStep(long chunkBytes)
    {
        if (_cycle.State != CycleState.Recording) return MaxTick;
        var due = _cycle.NextCut - _clock.GetUtcNow();
        var longest = _cycle.CutsBySize ? _cycle.SizeLookAfter(chunkBytes) : MaxTick;
        return due < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : due < longest ? due : longest;
    }

    private sealed record CutDone(ChunkCut Cut) : INoSerializationVerificationNeeded;

    private sealed record Stopped(ChunkCut Cut) : INoSerializationVerificationNeeded;

    private sealed record RecorderEnded(IRecorder Recorder, Exception? Failure) : INoSerializationVerificationNeeded;
}
