using Akka.Event;

namespace Steadytrace.Simulation;

/// <summary>What a part logs, among what happens.</summary>
internal sealed class PartLog(SimulatedProcess process, string name) : LoggingAdapterBase(DefaultLogMessageFormatter.Instance)
{
    public override bool IsDebugEnabled => false;

    public override bool IsErrorEnabled => true;

    public override bool IsInfoEnabled => true;

    public override bool IsWarningEnabled => true;

    protected override void NotifyLog(LogLevel logLevel, object message, Exception? cause = null) =>
        process.World.Log.Write(process.World.Now, process.Name, $"{name}: {message}{(cause is null ? "" : $" ({cause.Message})")}");
}
