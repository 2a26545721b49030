using System.Net;
using Steadytrace.Cluster;
using Steadytrace.Hosting.Recorders;
using Steadytrace.Recording.Lttng;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Hosting.Doctor;

/// <summary>All that was looked at for a node of this configuration.</summary>
/// <param name="Machine">Its name, system and user, in one line.</param>
/// <param name="Findings">In the order in which they are shown.</param>
/// <param name="Verdict">One line: what works.</param>
internal sealed record Examination(string Machine, IReadOnlyList<Finding> Findings, string Verdict)
{
    public bool IsWell => Findings.All(finding => finding.State != FindingState.Lack);

    /// <summary>Looks, and changes nothing.</summary>
    public static async Task<Examination> OfAsync(Machine machine, NodeSettings settings, CancellationToken cancellation)
    {
        List<Finding> findings = [];
        var verdict = $"roles {string.Join(", ", settings.Roles)}";
        if (settings.Has(NodeRoles.Tracer))
        {
            var ftrace = FtraceCheck.Look(machine, settings.Recorders.Ftrace).ToList();
            var lttng = await LttngCheck.LookAsync(machine, settings.Recorders.Lttng, cancellation).ConfigureAwait(false);
            (var recorders, verdict) = Weigh(settings.Recorders.Names, ftrace, lttng, LttngSocket.Accepts());
            findings.AddRange(recorders);
            findings.Add(SpoolCheck.Look(machine, settings.Tracer.SpoolDirectory, settings.Tracer.SpoolMaxBytes));
        }

        findings.Add(ClockCheck.Look(machine, settings.Tracer.MaxClockStep));
        findings.Add(LimitsCheck.Look(machine));
        findings.Add(await NetworkCheck.PortAsync(machine, "http port", settings.Http.Listen, cancellation).ConfigureAwait(false));
        if (settings.Cluster.Port != 0) findings.Add(await NetworkCheck.PortAsync(machine, "cluster port", new DnsEndPoint(settings.Cluster.Listen, settings.Cluster.Port), cancellation).ConfigureAwait(false));
        if (settings.RabbitMq is { } broker) findings.Add(await NetworkCheck.BrokerAsync(machine, broker, cancellation).ConfigureAwait(false));
        var user = $"as {(machine.IsRoot ? "root" : Environment.UserName)}";
        return new Examination($"{settings.Host}: {machine.Distribution.Name}, Linux {machine.KernelRelease}, {user}", findings, verdict);
    }

    /// <summary>
    /// A recorder that nobody asked for by name is needed only when no other works; LTTng is only taken by itself where its session daemon answers, as
    /// <see cref="RecorderChoice"/> does it.
    /// </summary>
    internal static (IReadOnlyList<Finding> Findings, string Verdict) Weigh(IReadOnlyList<string>? wanted, IReadOnlyList<Finding> ftrace, IReadOnlyList<Finding> lttng, bool daemonAnswers)
    {
        var (ftraceWorks, lttngWorks) = (Works(ftrace), Works(lttng) && (daemonAnswers || wanted is not null));
        var needsFtrace = wanted?.Contains(RecorderNames.Ftrace) ?? !lttngWorks;
        var needsLttng = wanted?.Contains(RecorderNames.Lttng) ?? false;
        string[] working = [.. ftraceWorks ? [RecorderNames.Ftrace] : Array.Empty<string>(), .. lttngWorks ? [RecorderNames.Lttng] : Array.Empty<string>(), RecorderNames.Replay];
        var records = wanted is null ? working[0] : string.Join(" and ", wanted.Where(working.Contains));
        string[] others = [.. working.Where(name => wanted is null ? name != working[0] : !wanted.Contains(name))];
        if (wanted is null && working.Length == 1) records = "replay of the sample (a node refuses to start)";
        var verdict = records.Length == 0 ? "nothing that is asked for can be recorded" : $"records with {records}{(others.Length > 0 ? $"; {string.Join(" and ", others)} would work too" : "")}";
        return ([.. ftrace.Select(finding => needsFtrace ? finding : finding.AsNote()), .. lttng.Select(finding => needsLttng ? finding : finding.AsNote())], verdict);
    }

    private static bool Works(IEnumerable<Finding> findings) => findings.All(finding => finding.State != FindingState.Lack);
}
