using Steadytrace.Metrics;
using Steadytrace.Metrics.Names;
using Steadytrace.Metrics.Recent;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>How a datacenter's aggregator adds up and publishes.</summary>
public sealed record AggregatorOptions
{
    /// <summary>A source silent for so long has its incomplete intervals published as partial; those that a term before may have published whole, after <see cref="ForgetAfter"/>.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many intervals past published-through a tracer may send; at least 1.</summary>
    public int WindowIntervals { get; init; } = 10;

    /// <summary>Intervals being published at once over all sources.</summary>
    public int MaxPublishing { get; init; } = 256;

    /// <summary>A gap in which no run recorded, longer than so many intervals, is passed over without lines for each.</summary>
    public int MaxGapIntervals { get; init; } = 1440;

    /// <summary>How soon sources that have not reported are asked again for their inventory; each pause is twice the one before.</summary>
    public TimeSpan AskEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause between two such questions.</summary>
    public TimeSpan AskAtMost { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A source silent for so long, whose node is no member of the cluster any more, is forgotten until it comes back.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>First and longest pause before a part that stays down is asked to be started again.</summary>
    public TimeSpan RestartFirst { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan RestartAtMost { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Intervals of each source kept for the console after they are published.</summary>
    public int IntervalsKept { get; init; } = 120;

    /// <summary>First and longest pause before a failed publisher connects again.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How counts become lines.</summary>
    public MetricOptions Metrics { get; init; } = new();

    /// <summary>What is kept in memory for the console's graphs.</summary>
    public RecentMetricsOptions Recent { get; init; } = new();

    /// <summary>Makes the publisher to the broker; null: metrics go to the console only.</summary>
    public Func<IMetricPublisher>? Publisher { get; init; }

    /// <summary>The broker's address without credentials, for people; empty where none is set.</summary>
    public string Broker { get; init; } = "";
}
