using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Steadytrace.Cluster.Node;

namespace Steadytrace.Hosting;

/// <summary>The node's log: on standard error, since standard output belongs to what was asked for.</summary>
internal static class NodeLog
{
    private const string Line = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{Cause}{NewLine}";
    private const string LineWithTrace = "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";

    /// <param name="level">The least level that is written.</param>
    /// <param name="json">One JSON object a line instead of text.</param>
    /// <param name="verbose">With stack traces and sources.</param>
    public static Serilog.Core.Logger Make(LogEventLevel level, bool json, bool verbose)
    {
        var log = new LoggerConfiguration()
            .MinimumLevel.Is(level)
            .MinimumLevel.Override("Microsoft", Later(level, LogEventLevel.Warning))
            .MinimumLevel.Override("System", Later(level, LogEventLevel.Warning))
            // A node that is not ready yet says so to whoever asks; that is no error of its own.
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
            .Filter.ByExcluding(logged => logged.Exception is ToldFailure)
            .Enrich.FromLogContext()
            .Enrich.With(new CauseOfEvent());
        return (json
            ? log.WriteTo.Console(new RenderedCompactJsonFormatter(), standardErrorFromLevel: LogEventLevel.Verbose)
            : log.WriteTo.Console(outputTemplate: verbose ? LineWithTrace : Line, formatProvider: System.Globalization.CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose))
            .CreateLogger();
    }

    private static LogEventLevel Later(LogEventLevel one, LogEventLevel other) => one > other ? one : other;
}
