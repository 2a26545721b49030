using System.Runtime.ExceptionServices;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Runs one piece of work per worker: the first on the caller's thread, the others on threads of their own, never on the shared pool.</summary>
internal static class Workers
{
    /// <summary>Returns when all have ended; throws what the first failing one threw.</summary>
    public static void Run<TWorker>(IReadOnlyList<TWorker> workers, Action<TWorker> work)
    {
        ExceptionDispatchInfo? failure = null;
        var priority = Thread.CurrentThread.Priority;
        var threads = workers.Skip(1).Select(worker => new Thread(() => Guarded(worker)) { IsBackground = true, Priority = priority, Name = "steadytrace count" }).ToList();
        threads.ForEach(thread => thread.Start());
        Guarded(workers[0]);
        threads.ForEach(thread => thread.Join());
        failure?.Throw();

        void Guarded(TWorker worker)
        {
            try
            {
                work(worker);
            }
            catch (Exception error) // carried to the caller's thread, which throws it
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
            }
        }
    }
}
