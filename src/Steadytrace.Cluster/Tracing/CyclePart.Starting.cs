using Akka.Actor;
using Akka.Event;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tracing;

/// <summary>How a cycle comes to record: the run that is still recorded goes on, or a new one begins; or nothing does, while a person wants none.</summary>
public sealed partial class CyclePart
{
    private void OnResumeGiven(ResumeGiven given)
    {
        if (given.Open is null && IsStopping)
        {
            ConfirmStop();
            return;
        }

        if (given.Open is null && _maker.IsFormer)
        {
            StayEnded();
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
        _turns.Latest = _open?.Run ?? _turns.Latest;
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

        if (_stop is { EndRecorders: true } || _maker.IsFormer)
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

    /// <summary>The run of a recorder that is wanted no longer is over, with what its open chunk holds.</summary>
    private void GiveUpFormer(AbandonedRun known)
    {
        _spool.Tell(new RunLost(_open!.Run.Number, new LastWord(_open.Id, known)));
        _open = null;
        StayEnded();
    }

    private void StayEnded()
    {
        _cycle.StayEnded();
        Tell("ended");
        if (_recorder is { } recorder) _turns.LetGo(recorder, _call, _log);
        _recorder = null;
    }

    private void BeginRun(ChunkReady first)
    {
        _open = first;
        if (IsStopping)
        {
            GiveUpStart();
            return;
        }

        (_isStartUnderWay, _turns.Latest) = (true, first.Run);
        Perform(async (recorder, cancellation) => new Started(await recorder.StartAsync(first.Run, first.DataPath, cancellation)));
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
        _failures.Clear(Failing);
        var recorder = _recorder!;
        if (recorder.IsOutdated)
        {
            _log.Info("Recorder {0} is told to record something else than its run {1}, or its tracer was switched off, or the clock was set: that run ends, and another begins", _maker.Name, _open!.Run.Number);
            _cycle.Restart();
        }

        Context.Tell(WaitForEndAsync(recorder));
        _live.Began(_open!, recorder);
        Tell("recording");
        Step();
    }

    private static async Task<object> WaitForEndAsync(IRecorder recorder)
    {
        var ended = recorder.Ended;
        await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new RecorderEnded(recorder, ended.Exception?.GetBaseException());
    }

    private sealed record Adopted(bool Done) : INoSerializationVerificationNeeded;

    private sealed record Started(long BeganUnixNs) : INoSerializationVerificationNeeded;
}
