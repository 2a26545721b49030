using Steadytrace.Recording;
using Steadytrace.Recording.Lttng;

namespace Steadytrace.Hosting.Doctor;

/// <summary>Whether LTTng can record, and which of its domains.</summary>
internal static class LttngCheck
{
    private const string What = "lttng", Daemon = "lttng daemon", Modules = "lttng modules", RootSocket = "/var/run/lttng/client-lttng-sessiond", Group = "tracing";

    public static async Task<IReadOnlyList<Finding>> LookAsync(Machine machine, LttngOptions options, CancellationToken cancellation)
    {
        try
        {
            var version = await LttngVersion.AskAsync(options, cancellation).ConfigureAwait(false);
            return [Finding.Well(What, $"{version}"), SessionDaemon(machine, options), KernelModules(machine, options), .. Counters(machine, options)];
        }
        catch (RecorderException exception)
        {
            var installed = exception.InnerException is not System.ComponentModel.Win32Exception;
            // The same command installs what is missing and renews what is too old.
            return [Finding.Lack(What, installed ? exception.Message : "not installed", machine.Distribution.Install(machine.Sudo, "lttng-tools", "lttng-tools lttng-ust", "lttng-tools"))];
        }
    }

    private static Finding SessionDaemon(Machine machine, LttngOptions options)
    {
        if (LttngSocket.Accepts()) return Finding.Well(Daemon, "answers");
        if (IsRootsUnheard(machine)) return RootsDaemon(machine, Environment.UserName);
        return Finding.Well(Daemon, $"none runs; {options.DaemonCommand} is started while recording, and ended with it");
    }

    /// <summary>Root's session daemon is there, and does not answer this user.</summary>
    internal static Finding RootsDaemon(Machine machine, string user) =>
        machine.IsInGroup(Group) ? Finding.Note(Daemon, "root's does not answer; a new one of this user is started while recording")
        : machine.IsListedIn(Group, user) ? Finding.Note(Daemon, $"root's is closed to this login, which is older than the user's place in the group {Group}", $"newgrp {Group}")
        : Finding.Note(Daemon, $"root's is closed to this user, who is not in the group {Group}", $"sudo usermod --append --groups {Group} {user}");

    private static bool IsRootsUnheard(Machine machine) => !machine.IsRoot && File.Exists(machine.At(RootSocket));

    private static Finding KernelModules(Machine machine, LttngOptions options)
    {
        var wanted = options.Domain is LttngDomain.Kernel or LttngDomain.Both;
        var lack = wanted ? (Func<string, string?, Finding>)((found, mend) => Finding.Lack(Modules, found, mend)) : (found, mend) => Finding.Note(Modules, $"{found}; the user domain can be recorded", mend);
        if (options.Domain == LttngDomain.User) return Finding.Well(Modules, "not needed for the user domain");
        if (!File.Exists(machine.At("proc/modules"))) return lack("this kernel takes no modules", wanted ? "export STEADYTRACE__TRACER__LTTNG__DOMAIN=user" : null);
        if (machine.Read("proc/modules").Contains("lttng_tracer ", StringComparison.Ordinal)) return Finding.Well(Modules, "loaded");
        var folder = machine.At($"lib/modules/{machine.KernelRelease}");
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "lttng-tracer.ko*", SearchOption.AllDirectories).Any())
        {
            return machine.IsRoot || LttngSocket.Accepts() ? Finding.Well(Modules, "installed; root's session daemon loads them")
                : IsRootsUnheard(machine) ? lack("installed, but root's session daemon, which loads them, is closed to this user", RootsDaemon(machine, Environment.UserName).Mend)
                : lack("installed, but only root's session daemon can load them", $"{machine.Sudo}systemctl enable --now lttng-sessiond");
        }

        return lack($"not installed for {machine.KernelRelease}",
            machine.Distribution.Install(machine.Sudo, "lttng-modules-dkms", null, "lttng-modules") ?? "xdg-open https://lttng.org/docs/#doc-building-from-source");
    }

    internal static IEnumerable<Finding> Counters(Machine machine, LttngOptions options)
    {
        var contexts = options.KernelContexts.Concat(options.UserContexts).Concat(options.Channels.SelectMany(channel => channel.Contexts ?? []));
        if (LttngPerfContext.WhyNot(contexts, machine.At("/"), machine.IsRoot) is { } reason)
            yield return Finding.Lack("lttng contexts", reason, reason.Contains(LttngPerfContext.Permit, StringComparison.Ordinal) ? $"{machine.Sudo}{LttngPerfContext.Permit}" : null);
    }
}
