using Akka.Dispatch;

namespace Steadytrace.Cluster.Hosting;

/// <summary>Runs what it is given, one after another, on a thread of its own that sleeps in between.</summary>
internal sealed class SleepingThread : ExecutorService
{
    private readonly Queue<IRunnable> _waiting = new();
    private bool _ends;

    public SleepingThread(string id) : base(id) => new Thread(Work) { IsBackground = true, Name = id }.Start();

    /// <inheritdoc/>
    public override void Execute(IRunnable run)
    {
        lock (_waiting)
        {
            if (_ends) throw new RejectedExecutionException($"{Id} has ended");
            _waiting.Enqueue(run);
            Monitor.Pulse(_waiting);
        }
    }

    /// <summary>Ends the thread when all that was given to it has run.</summary>
    public override void Shutdown()
    {
        lock (_waiting)
        {
            _ends = true;
            Monitor.Pulse(_waiting);
        }
    }

    private void Work()
    {
        while (Next() is { } run) run.Run();
    }

    private IRunnable? Next()
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0 && !_ends) Monitor.Wait(_waiting);
            return _waiting.TryDequeue(out var run) ? run : null;
        }
    }
}
