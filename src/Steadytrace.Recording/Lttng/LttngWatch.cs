namespace Steadytrace.Recording.Lttng;

/// <summary>Looks now and then whether the session still records, so that its death is known before the next cut.</summary>
internal sealed class LttngWatch(LttngCommand command, TimeSpan every, TimeProvider time)
{
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
        using var timer = new PeriodicTimer(every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
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
