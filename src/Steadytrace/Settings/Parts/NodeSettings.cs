using Serilog.Events;
using Steadytrace.Cluster;
using Steadytrace.Cluster.Aggregation;
using Steadytrace.Cluster.Dispatch;
using Steadytrace.Cluster.Parsing;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Cluster.Trust;
using Steadytrace.Cluster.Wire;
using Steadytrace.Metrics.Graphite;
using Steadytrace.Metrics.Names;
using Steadytrace.Metrics.RabbitMq;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Settings.Parts;

/// <summary>All that a node is told by its configuration, checked.</summary>
internal sealed record NodeSettings
{
    public required string Host { get; init; }
    public required string Datacenter { get; init; }
    public required IReadOnlyList<string> Roles { get; init; }
    public required IntervalLength Interval { get; init; }
    public required HttpSettings Http { get; init; }
    public required ClusterSettings Cluster { get; init; }
    /// <summary>For TLS; null: there is none.</summary>
    public required NodeCertificate? Certificate { get; init; }

    public required LogEventLevel LogLevel { get; init; }
    /// <summary>Failures in a row after which a part stays down.</summary>
    public required int MaxFailures { get; init; }

    public required TracerOptions Tracer { get; init; }
    public required RecorderSettings Recorders { get; init; }
    public required PoolOptions Pool { get; init; }
    public required LeaseOptions Lease { get; init; }
    public required AggregatorOptions Aggregator { get; init; }

    public required MetricOptions Metrics { get; init; }

    /// <summary>The broker; null: metrics go to the console only.</summary>
    public required RabbitMqOptions? RabbitMq { get; init; }

    /// <summary>The carbon daemon that the bridge feeds; null where none is set.</summary>
    public required CarbonOptions? Carbon { get; init; }

    /// <summary>The <c>akka</c> sections of all files.</summary>
    public required Akka.Configuration.Config ClusterConfig { get; init; }

    /// <summary>Every key with its value and origin, for <c>config show</c>.</summary>
    public required IReadOnlyList<ReadSetting> Shown { get; init; }

    public bool Has(string role) => Roles.Contains(role);

    /// <exception cref="SettingsException">With every mistake there is.</exception>
    public static NodeSettings Read(EffectiveSettings settings)
    {
        var reader = new SettingsReader(settings);
        var interval = ReadInterval(reader);
        var roles = ReadRoles(reader);
        var read = new NodeSettings
        {
            Host = reader.Auto(SettingKeys.Host, Environment.MachineName, key => reader.Text(key, "a name", text => text.Length is > 0 and <= 255)),
            Datacenter = reader.Text(SettingKeys.Datacenter, "a name of 1 to 63 of A-Z a-z 0-9 _ -", IsDatacenter),
            Roles = roles,
            Interval = interval,
            Http = HttpSettings.Read(reader),
            Cluster = ClusterSettings.Read(reader),
            Certificate = TlsSettings.Read(reader),
            LogLevel = Enum.Parse<LogEventLevel>(reader.Choice(SettingKeys.LogLevel, "verbose", "debug", "information", "warning", "error"), ignoreCase: true),
            MaxFailures = reader.Number("steadytrace.max-failures", 1, 1_000_000),
            Tracer = TracerSettings.Read(reader, interval),
            Recorders = RecorderSettings.Read(reader),
            Pool = PoolSettings.Read(reader),
            Lease = LeaseSettings.Read(reader),
            Aggregator = AggregatorSettings.Read(reader),
            Metrics = MetricSettings.Read(reader),
            RabbitMq = RabbitMqSettings.Read(reader),
            Carbon = CarbonSettings.Read(reader),
            ClusterConfig = reader.Cluster,
            Shown = [],
        };
        if (read.Has(NodeRoles.Bridge) && read.RabbitMq is null) reader.Refuse(SettingKeys.RabbitMqUri, "the broker's address: role bridge moves metrics from it to carbon");
        if (read.Has(NodeRoles.Bridge) && read.Carbon is null) reader.Refuse(SettingKeys.Carbon, "carbon's address: role bridge moves metrics to it");
        if (read is { Certificate: not null, Http.Address.Scheme: "http" }) reader.Refuse("steadytrace.http.address", $"an address that begins with https://, since {SettingKeys.TlsCertificate} is set");
        if (MessageLimits.ProblemOf(read.ClusterConfig) is { } problem) reader.Mistake(problem);
        reader.Finish();
        return read with { Shown = reader.Read };
    }

    private static IntervalLength ReadInterval(SettingsReader reader) =>
        IntervalLength.TryParse(reader.Choice(SettingKeys.Interval, [.. IntervalLength.All.Select(length => length.Name)]), out var length)
            ? length
            : IntervalLength.OneMinute;

    private static IReadOnlyList<string> ReadRoles(SettingsReader reader)
    {
        var roles = reader.Choices(SettingKeys.Roles, [.. NodeRoles.All]);
        if (roles.Count == 0) reader.Refuse(SettingKeys.Roles, $"at least one of {string.Join(", ", NodeRoles.All)}: give a role's file (--config tracer.conf) or --role");
        return [.. roles.Distinct()];
    }

    private static bool IsDatacenter(string text) =>
        text.Length is > 0 and <= 63 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
