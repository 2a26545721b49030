using Steadytrace.Cluster.Aggregation;
using Steadytrace.Cluster.Dispatch;
using Steadytrace.Cluster.Joining;
using Steadytrace.Cluster.Parsing;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Cluster.Trust;
using Steadytrace.Metrics.Graphite;
using Steadytrace.Recording;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster;

/// <summary>What one node is and does. Values are checked where they are read from configuration.</summary>
public sealed record NodeOptions
{
    /// <summary>This machine's name in metrics, unique in its datacenter.</summary>
    public required HostId Host { get; init; }

    /// <summary>The datacenter's name in metrics.</summary>
    public required string Datacenter { get; init; }

    /// <summary>Any of <see cref="NodeRoles.All"/>.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Length of the published intervals; the same on all nodes of a datacenter.</summary>
    public IntervalLength Interval { get; init; } = IntervalLength.OneMinute;

    /// <summary>Where other nodes reach this node's HTTP endpoint, for chunk bytes: <c>http://10.0.0.7:9470/</c>.</summary>
    public required Uri HttpAddress { get; init; }

    /// <summary>The cluster's shared credential, for chunk bytes, the API and the console.</summary>
    public required ClusterCredential ClusterToken { get; init; }

    /// <summary>For TLS on the cluster's port and on HTTP; null: neither has it.</summary>
    public NodeCertificate? Certificate { get; init; }

    /// <summary>A recorder, a spool or a pool that has failed so often in a row stays down, until the aggregator or a person asks for it.</summary>
    public int MaxFailures { get; init; } = 10;

    public SeedWatchOptions Seeds { get; init; } = new();
    public TracerOptions Tracer { get; init; } = new();
    public PoolOptions Pool { get; init; } = new();
    public LeaseOptions Lease { get; init; } = new();
    public AggregatorOptions Aggregator { get; init; } = new();

    /// <summary>Makes the bridge from the broker to carbon; null where the node has none.</summary>
    public Func<CarbonBridge>? Bridge { get; init; }

    public bool Has(string role) => Roles.Contains(role);
}
