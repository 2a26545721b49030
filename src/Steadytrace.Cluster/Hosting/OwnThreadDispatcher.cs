using Akka.Configuration;
using Akka.Dispatch;

namespace Steadytrace.Cluster.Hosting;

/// <summary>Gives each of its actors a thread that sleeps while there is nothing to do.</summary>
/// <remarks>Akka's own pinned dispatcher does the same with a thread that yields the processor some fifty times before it goes to sleep.</remarks>
internal sealed class OwnThreadDispatcher(Config config, IDispatcherPrerequisites prerequisites) : MessageDispatcherConfigurator(config, prerequisites)
{
    private readonly OneThread _threads = new();

    /// <inheritdoc/>
    /// <returns>A new one at each call.</returns>
    public override MessageDispatcher Dispatcher() => new PinnedDispatcher(
        this, Config.GetString("id"), Config.GetInt("throughput"), Config.GetTimeSpan("throughput-deadline-time").Ticks, _threads, Config.GetTimeSpan("shutdown-timeout"));

    private sealed class OneThread : ExecutorServiceFactory
    {
        public override ExecutorService Produce(string id) => new SleepingThread(id);
    }
}
