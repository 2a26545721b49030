namespace Steadytrace.Settings.Parts;

/// <summary>The recorders' names, as settings and metrics spell them.</summary>
internal static class RecorderNames
{
    public const string Ftrace = "ftrace";
    public const string Lttng = "lttng";
    public const string Replay = "replay";

    public static IReadOnlyList<string> All { get; } = [Ftrace, Lttng, Replay];
}
