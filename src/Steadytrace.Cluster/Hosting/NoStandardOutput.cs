using Akka.Event;

namespace Steadytrace.Cluster.Hosting;

/// <summary>Stands where Akka writes to standard output when its loggers are not yet or no longer there: standard output belongs to what a person asked for.</summary>
public sealed class NoStandardOutput : MinimalLogger
{
    protected override void Log(object message)
    {
        // What is worth knowing was logged before the loggers stopped.
    }
}
