using Steadytrace.Cluster.Fleet;
using Steadytrace.Metrics;
using Steadytrace.Recording;
using Steadytrace.Recording.Lttng.Live;
using Steadytrace.Recording.Spool;
using Steadytrace.Settings;
using Steadytrace.Top.Sources;
using Steadytrace.Traces;

namespace Steadytrace.Commands;

/// <summary>What a person is told of an exception.</summary>
internal static class FailureText
{
    /// <summary>True for what was asked wrongly, false for what failed at work.</summary>
    public static bool IsMistake(Exception exception) => exception is MistakeException or SettingsException;

    /// <summary>One line; one for each mistake of a configuration.</summary>
    public static IReadOnlyList<string> LinesOf(Exception exception) => exception switch
    {
        SettingsException settings => settings.Mistakes,
        MistakeException or FailureException or TraceException or RecorderException or PublishException or SpoolException or FleetRequestException or TopSourceException or LttngLiveException => [OneLine(exception.Message)],
        OperationCanceledException => ["stopped before it was done"],
        IOException or UnauthorizedAccessException => [OneLine(exception.Message)],
        _ => [$"{OneLine(exception.Message)} ({exception.GetType().Name}; --verbose shows where)"],
    };

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
