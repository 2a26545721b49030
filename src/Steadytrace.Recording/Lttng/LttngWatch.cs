namespace Steadytrace.Recording.Lttng;

/// <summary>Looks now and then whether the session still records, so that its death is known before the next cut.</summary>
/// <remarks>
/// That a session was stopped, or ended, only the command tells, and one each few seconds would be a sixth of what a tracer takes at rest. A daemon that died is
/// known by its socket, which costs next to nothing.
/// </remarks>
internal sealed class LttngWatch(LttngCommand command, LttngOptions options, TimeProvider time)
{
    private const int MostSecondsBetweenLooks = 3;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;

    /// <summary>Faults when the session is gone.</summary>
    public Task Ended => _ended.Task;

    public void Start(string session) => _watching = WatchAsync(session, _stop.Token);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _watching;
    }

    private async Task WatchAsync(string session, CancellationToken stop)
    {
        var looksForOneQuestion = (options.HealthCheckSeconds + MostSecondsBetweenLooks - 1) / MostSecondsBetweenLooks;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.HealthCheckSeconds) / looksForOneQuestion, time);
        try
        {
            for (var look = 1; await timer.WaitForNextTickAsync(stop); look++)
            {
                if (look % looksForOneQuestion != 0 && LttngSocket.Accepts(options.Environment)) continue;
                var found = LttngSessionInfo.ReadAll(await command.RunAsync(["list"], stop)).FirstOrDefault(one => one.Name == session);
                if (found is { Active: true }) continue;
                var what = found is null ? "is gone" : "was stopped";
                _ended.TrySetException(new RecorderException($"LTTng session {session} {what}: somebody ended it, or its session daemon"));
                return;
            }
        }
        catch (RecorderException e)
        {
            _ended.TrySetException(e);
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
    }
}
