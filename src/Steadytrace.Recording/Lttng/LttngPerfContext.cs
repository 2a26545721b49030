using System.Globalization;

namespace Steadytrace.Recording.Lttng;

/// <summary>Why a context of a hardware counter (<c>perf:cpu:cycles</c>, <c>perf:thread:cycles</c>) cannot be recorded.</summary>
/// <remarks>
/// Asked before the session is made: of a counter that a program may not open, LTTng says nothing; the program's events are just not recorded.
/// </remarks>
public static class LttngPerfContext
{
    /// <summary>The command that permits them to every user; in the line that says so.</summary>
    public const string Permit = "sysctl kernel.perf_event_paranoid=2";

    private const string Prefix = "perf:";

    /// <summary>From this value of <c>kernel.perf_event_paranoid</c> on, only root may count its own threads' cycles (Debian's default is 3).</summary>
    private const int ForbidsOwn = 3;

    /// <summary>One line that says why not and what to do; null when nothing speaks against the contexts.</summary>
    /// <param name="contexts">Context fields.</param>
    /// <param name="root">The root folder of the machine that is looked at.</param>
    /// <param name="privileged">True for root.</param>
    public static string? WhyNot(IEnumerable<string> contexts, string root, bool privileged)
    {
        if (contexts.FirstOrDefault(context => context.StartsWith(Prefix, StringComparison.Ordinal)) is not { } context) return null;
        var paranoid = Path.Combine(root, "proc/sys/kernel/perf_event_paranoid");
        if (!File.Exists(paranoid)) return $"lttng context {context}: this kernel counts no performance events (CONFIG_PERF_EVENTS); leave the context out";
        var level = int.TryParse(File.ReadAllText(paranoid).Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : ForbidsOwn;
        if (!privileged && level >= ForbidsOwn)
            return $"lttng context {context}: not permitted, kernel.perf_event_paranoid is {level}: {Permit}, or leave the context out";
        var devices = Path.Combine(root, "sys/bus/event_source/devices");
        if (Directory.Exists(devices) && !Directory.EnumerateFileSystemEntries(devices).Any(IsProcessor))
            return $"lttng context {context}: this machine shows no hardware counters (virtual machines often have none); leave the context out";
        return null;
    }

    // cpu, or cpu_core and cpu_atom where cores differ; armv8_pmuv3_0 and the like.
    private static bool IsProcessor(string device) => Path.GetFileName(device) is { } name && (name.StartsWith("cpu", StringComparison.Ordinal) || name.StartsWith("arm", StringComparison.Ordinal));
}
