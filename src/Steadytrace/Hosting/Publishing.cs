using Steadytrace.Cluster;
using Steadytrace.Metrics;
using Steadytrace.Metrics.Graphite;
using Steadytrace.Metrics.RabbitMq;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Hosting;

/// <summary>The ways of metrics out of a node.</summary>
internal static class Publishing
{
    /// <summary>Makes publishers to the broker; null where none is set.</summary>
    public static Func<IMetricPublisher>? Publisher(NodeSettings settings, ILoggerFactory logs) => settings.RabbitMq is { } broker
        ? () => new RabbitMqPublisher(broker, settings.Datacenter, logs.CreateLogger<RabbitMqPublisher>())
        : null;

    /// <summary>Makes bridges from the broker to carbon; null where the node is none.</summary>
    public static Func<CarbonBridge>? Bridge(NodeSettings settings, ILoggerFactory logs) => settings is { RabbitMq: { } broker, Carbon: { } carbon } && settings.Has(NodeRoles.Bridge)
        ? () => new CarbonBridge(broker, carbon, logs.CreateLogger<CarbonBridge>())
        : null;
}
