using Akka.Actor;
using Akka.Event;
using Akka.Hosting.Logging;

namespace Steadytrace.Cluster.Hosting;

/// <summary>Hands Akka's log on, with each value in its own place.</summary>
/// <remarks>
/// Akka numbers the places of a line about the cluster ("Cluster Node [{1}] - Node [{0}] is up") and, since it names values for structured logs, gives the first
/// value to the place that comes first: a node's line then names another node. Lines whose numbers do not ascend are handed on as text.
/// </remarks>
public sealed class NumberedLog : LoggerFactoryLogger
{
    /// <inheritdoc/>
    protected override void Log(LogEvent log, ActorPath path) =>
        base.Log(log.Message is LogMessage line && !IsInOrder(line.PropertyNames) ? WithText(log, Escape(line.ToString() ?? "")) : log, path);

    private static bool IsInOrder(IReadOnlyList<string> places)
    {
        for (var place = 0; place < places.Count; place++)
            if (int.TryParse(places[place], out var number) && number != place) return false;
        return true;
    }

    // Text is read as a template once more.
    private static string Escape(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    private static LogEvent WithText(LogEvent log, string text) => log.LogLevel() switch
    {
        LogLevel.DebugLevel => new Debug(log.Cause, log.LogSource, log.LogClass, text),
        LogLevel.InfoLevel => new Info(log.Cause, log.LogSource, log.LogClass, text),
        LogLevel.WarningLevel => new Warning(log.Cause, log.LogSource, log.LogClass, text),
        _ => new Error(log.Cause, log.LogSource, log.LogClass, text),
    };
}
