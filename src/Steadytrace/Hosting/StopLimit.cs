namespace Steadytrace.Hosting;

/// <summary>Ends a node whose parts do not end in order: a supervisor waits no longer than this either.</summary>
/// <remarks>Each step down has a limit of its own, and all of them together are longer. What is open then is taken up at the next start, as after a crash.</remarks>
internal sealed class StopLimit : IDisposable
{
    /// <summary>From the word to stop to the process's end.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _registration;

    /// <param name="stopping">Cancelled when the node is told to stop.</param>
    /// <param name="time">The time.</param>
    /// <param name="end">Ends the process at once. Not called once this is disposed: all has ended in order.</param>
    public StopLimit(CancellationToken stopping, TimeProvider time, Action end)
    {
        _timer = time.CreateTimer(_ => end(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registration = stopping.Register(() => _timer.Change(Longest, Timeout.InfiniteTimeSpan));
    }

    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose();
    }
}
