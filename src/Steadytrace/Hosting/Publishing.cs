using Steadytrace.Metrics;
using Steadytrace.Metrics.Graphite;
using Steadytrace.Metrics.RabbitMq;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Hosting;

/// <summary>The ways of metrics out of a node.</summary>
internal static class Publishing
{
    /// <summary>Makes publishers to the broker; null where none is set.</summary>
    public static Func<IMetricPublisher>? Publisher(NodeSettings settings) => settings.RabbitMq is { } broker
        ? () => new RabbitMqPublisher(broker, settings.Datacenter)
        : null;

    /// <summary>A bridge that does not run yet.</summary>
    public static CarbonBridge Bridge(NodeSettings settings, ILoggerFactory logs) => settings is { RabbitMq: { } broker, Carbon: { } carbon }
        ? new CarbonBridge(broker, carbon, logs.CreateLogger<CarbonBridge>())
        : throw new InvalidOperationException("the role bridge was let through without broker or carbon");
}
