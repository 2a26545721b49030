using System.Security.Cryptography;
using Serilog.Extensions.Logging;
using Steadytrace.Cluster;
using Steadytrace.Cluster.Trust;
using Steadytrace.Console.Access;
using Steadytrace.Hosting.Recorders;
using Steadytrace.Hosting.Reports;
using Steadytrace.Recording;
using Steadytrace.Settings;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Hosting;

/// <summary>From settings to a running node.</summary>
internal static class NodeStart
{
    /// <summary>The first table is due 15 s after the process's start; this leaves two for a slow machine.</summary>
    private static readonly TimeSpan FirstTables = TimeSpan.FromSeconds(13);

    /// <summary>One process with all roles, that tells on standard output what it counts.</summary>
    public static async Task<int> UpAsync(EffectiveSettings effective, int top, bool json, bool verbose)
    {
        var settings = NodeSettings.Read(effective);
        if (MistakeOfAccess(settings) is { } mistake) throw new SettingsException(mistake);
        using var log = NodeLog.Make(settings.LogLevel, json, verbose);
        using var logs = new SerilogLoggerFactory(log);
        var recorders = RecorderChoice.Make(settings.Recorders, logs, sampleIfNone: true);
        using var http = HttpEndpoint.Take(settings.Http, settings.Certificate is not null);
        if (!json) UpBanner.Print(settings, recorders, http);
        var run = new NodeRun(json, verbose, new ReportOptions(top, FirstTables), EndRecordersAtStop: true);
        // Alone, nobody else needs to know the credential: a new one for each process.
        var token = settings.Http.Token ?? new ClusterCredential(RandomNumberGenerator.GetHexString(32));
        var options = Options(settings, recorders, http, token, run, logs);
        // Nor may anybody else on this machine take part: who could, would be sent the credential with the next chunk that he offers.
        if (settings.Cluster.Seeds.Count == 0) options = options with { Certificate = settings.Certificate ?? NodeCertificate.OfOneProcess() };
        return await NodeHost.RunAsync(settings, options, http, run, log).ConfigureAwait(false);
    }

    /// <summary>A node of a cluster.</summary>
    public static async Task<int> NodeAsync(EffectiveSettings effective, bool json, bool verbose)
    {
        var settings = NodeSettings.Read(effective);
        var mistakes = MissingIn(settings).ToList();
        if (mistakes.Count > 0) throw new SettingsException(mistakes);
        using var log = NodeLog.Make(settings.LogLevel, json, verbose);
        using var logs = new SerilogLoggerFactory(log);
        var recorders = settings.Has(NodeRoles.Tracer) ? RecorderChoice.Make(settings.Recorders, logs, sampleIfNone: false) : null;
        using var http = HttpEndpoint.Take(settings.Http, settings.Certificate is not null);
        var run = new NodeRun(json, verbose, Report: null, EndRecordersAtStop: false);
        return await NodeHost.RunAsync(settings, Options(settings, recorders, http, settings.Http.Token ?? "", run, logs), http, run, log).ConfigureAwait(false);
    }

    private static NodeOptions Options(NodeSettings settings, RecorderChoice? recorders, HttpEndpoint http, ClusterCredential token, NodeRun run, ILoggerFactory logs) => new()
    {
        Host = new HostId(settings.Host),
        Datacenter = settings.Datacenter,
        Roles = settings.Roles,
        Interval = settings.Interval,
        HttpAddress = http.Address,
        ClusterToken = token,
        Certificate = settings.Certificate,
        MaxFailures = settings.MaxFailures,
        Tracer = settings.Tracer with { Interval = settings.Interval, Recorders = recorders?.Makers ?? [], FormerRecorders = recorders?.Former ?? [], EndRecordersAtStop = run.EndRecordersAtStop },
        Pool = settings.Pool,
        Lease = settings.Lease,
        Bridge = Publishing.Bridge(settings, logs),
        Aggregator = settings.Aggregator with { Metrics = settings.Metrics, Publisher = Publishing.Publisher(settings, logs), Broker = settings.RabbitMq?.BrokerName ?? "" },
    };

    /// <summary>What a node's start needs besides values that are right, each in one line: no file can have it wrong, and the environment may give it.</summary>
    public static IEnumerable<string> MissingIn(NodeSettings settings)
    {
        if (settings.Cluster.Seeds.Count == 0)
            yield return $"{SettingKeys.ClusterSeeds} is empty: name the nodes to join through; the first node of a new cluster names itself, {settings.Cluster.NodeAddress}";
        if (settings.Http.Token is null && (settings.Has(NodeRoles.Tracer) || settings.Has(NodeRoles.Parser)))
            yield return $"{SettingKeys.HttpTokenFile} is not set: tracers and parsers need the cluster's shared credential; put at least 16 random characters into a file that all nodes have";
        else if (MistakeOfAccess(settings) is { } mistake) yield return mistake;
    }

    /// <summary>Who comes from elsewhere must show what nobody knows.</summary>
    private static string? MistakeOfAccess(NodeSettings settings) => settings.Http is { IsLocal: false, Token: null, Access: not AccessRule.Nobody }
        ? $"{SettingKeys.HttpListen} is {settings.Http.Listen.Host}, beyond this machine, and no token is set that others could show: set {SettingKeys.HttpTokenFile}, or {SettingKeys.HttpAskToken} = nobody"
        : null;
}
