namespace Steadytrace.Cluster.Live;

/// <summary>Counts beside the actors: on a thread of its own, never the shared pool, at lower priority than what keeps the cluster alive.</summary>
internal static class LiveThread
{
    // As a pool's workers: a stack that deep metadata cannot exhaust before the reader's own limit stops it.
    private const int StackBytes = 4 << 20;

    public static Task<T> RunAsync<T>(Func<T> count)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(Run, StackBytes) { IsBackground = true, Name = "steadytrace live", Priority = ThreadPriority.BelowNormal };
        thread.Start();
        return done.Task;

        void Run()
        {
            try
            {
                done.SetResult(count());
            }
            catch (Exception e)
            {
                // Carried to whoever waits for the count.
                done.SetException(e);
            }
        }
    }
}
