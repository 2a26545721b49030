using System.Globalization;

namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>Which tracers write packet times that hold for all events of the packet.</summary>
/// <remarks>
/// Known to write events after their packet's end, or before its begin: LTTng's kernel modules before 2.9.13 and 2.10.0 to 2.10.9, its
/// user-space tracer before 2.11, barectf before 2.3.1. Tracers not known are not believed; their events' own stamps decide.
/// </remarks>
internal static class TracerVersions
{
    public static bool PacketTimesHold(IReadOnlyDictionary<string, string> environment)
    {
        if (!environment.TryGetValue("tracer_name", out var tracer)) return false;
        var (major, minor, patch) = (Number("tracer_major"), Number("tracer_minor"), Number("tracer_patchlevel") ?? Number("tracer_patch") ?? 0);
        if (major is null || minor is null) return false;
        var version = (major.Value, minor.Value, patch);
        return tracer switch
        {
            "lttng-ust" => version.CompareTo((2, 11, 0)) >= 0,
            "lttng-modules" => version.CompareTo((2, 9, 13)) >= 0 && !(version.CompareTo((2, 10, 0)) >= 0 && version.CompareTo((2, 10, 10)) < 0),
            _ => false,
        };

        int? Number(string name) =>
            environment.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
