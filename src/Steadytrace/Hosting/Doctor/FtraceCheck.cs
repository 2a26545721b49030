using System.Globalization;
using Steadytrace.Recording.Tracefs;

namespace Steadytrace.Hosting.Doctor;

/// <summary>Whether the kernel can be recorded through tracefs.</summary>
internal static class FtraceCheck
{
    private static readonly string UsualRoot = new TracefsOptions().Root;
    private static readonly Version OldestKernel = new(3, 17);

    public static IEnumerable<Finding> Look(Machine machine, TracefsOptions options)
    {
        yield return Kernel(machine);
        var mounted = IsMounted(machine, options.Root);
        yield return Tracefs(machine, options.Root, mounted);
        yield return Rights(machine);
        if (mounted && machine.MayOverrideRights) yield return Events(machine, options);
    }

    private static Finding Kernel(Machine machine)
    {
        var release = machine.KernelRelease;
        var found = $"Linux {release}";
        if (NumberOf(release) < OldestKernel) return Finding.Lack("kernel", $"{found}: too old, its trace clocks cannot be told in real time; Linux {OldestKernel} is needed");
        return machine.Read("sys/kernel/security/lockdown").Contains("[confidentiality]", StringComparison.Ordinal)
            ? Finding.Lack("kernel", $"{found}, locked down (confidentiality): it lets nobody trace; start it without lockdown=confidentiality")
            : Finding.Well("kernel", found);
    }

    private static Finding Tracefs(Machine machine, string root, bool mounted)
    {
        if (!machine.Read("proc/filesystems").Contains("tracefs", StringComparison.Ordinal)) return Finding.Lack("tracefs", "this kernel has none (CONFIG_TRACING)");
        if (mounted) return Finding.Well("tracefs", $"mounted at {root}");
        if (!Directory.Exists(machine.At(root))) return Finding.Lack("tracefs", $"there is no folder {root} to mount it on", root == UsualRoot ? null : $"export STEADYTRACE__TRACER__FTRACE__ROOT={UsualRoot}");
        return machine.IsRoot
            ? Finding.Well("tracefs", $"not mounted at {root}; mounted while recording")
            : Finding.Lack("tracefs", $"not mounted at {root}", $"sudo mount -t tracefs nodev {root}");
    }

    private static Finding Rights(Machine machine)
    {
        const string what = "rights";
        if (machine.IsRoot) return Finding.Well(what, "root");
        if (machine.MayOverrideRights) return Finding.Well(what, "CAP_DAC_OVERRIDE: enough for tracefs");
        var program = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "steadytrace" ? path : null;
        return Finding.Lack(what, "neither root nor CAP_DAC_OVERRIDE: tracefs is closed",
            program is null ? "sudo steadytrace up" : $"sudo setcap cap_dac_override+ep {program}");
    }

    private static Finding Events(Machine machine, TracefsOptions options)
    {
        var available = machine.Read($"{options.Root}/available_events").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var chosen = options.CountOf(available);
        var found = string.Create(CultureInfo.InvariantCulture, $"{chosen:N0} of {available.Length:N0} chosen");
        return chosen > 0 ? Finding.Well("events", found) : Finding.Lack("events", $"none of {available.Length} fits steadytrace.tracer.ftrace.events", "export STEADYTRACE__TRACER__FTRACE__EVENTS=@overview");
    }

    private static bool IsMounted(Machine machine, string root) =>
        machine.Read("proc/self/mounts").Split('\n').Select(line => line.Split(' ')).Any(words => words is [_, var point, "tracefs", ..] && point == Path.TrimEndingDirectorySeparator(root));

    private static Version NumberOf(string release)
    {
        var digits = string.Concat(release.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')).TrimEnd('.');
        return Version.TryParse(digits, out var version) ? version : new Version(0, 0);
    }
}
