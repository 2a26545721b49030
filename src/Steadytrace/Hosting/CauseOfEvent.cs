using Serilog.Core;
using Serilog.Events;

namespace Steadytrace.Hosting;

/// <summary>Gives each log event the cause that its line ends with: the exception's message, without its stack trace.</summary>
internal sealed class CauseOfEvent : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        var message = logEvent.Exception?.GetBaseException().Message.ReplaceLineEndings(" ");
        var isTold = message is null || logEvent.RenderMessage().Contains(message, StringComparison.Ordinal);
        logEvent.AddPropertyIfAbsent(new LogEventProperty("Cause", new RawText(isTold ? "" : $": {message}")));
    }

    /// <summary>Text that a template shows without quotes.</summary>
    private sealed class RawText(string text) : LogEventPropertyValue
    {
        public override void Render(TextWriter output, string? format = null, IFormatProvider? formatProvider = null) => output.Write(text);
    }
}
