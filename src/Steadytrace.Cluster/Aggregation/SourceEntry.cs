using Akka.Actor;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Metrics;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>What an aggregator knows of a source besides its ledger.</summary>
internal sealed class SourceEntry(long number, SourceLedger ledger, MetricScope scope)
{
    /// <summary>Which ledger of this term it is: its tracer sends everything again to another one.</summary>
    public long Number { get; } = number;

    public SourceLedger Ledger { get; } = ledger;

    public MetricScope Scope { get; } = scope;

    /// <summary>The source's spool.</summary>
    public IActorRef Tracer { get; set; } = ActorRefs.Nobody;

    /// <summary>The tracer's node, <c>host:port</c>.</summary>
    public string Node { get; set; } = "";

    public long Sequence { get; set; }

    /// <summary>When its tracer was last heard, monotonic.</summary>
    public TimeSpan HeardAt { get; set; }

    /// <summary>True while it stands among those that wait for room to publish.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>Of which publisher's place of this term its tracer knew when it reported; 0: of none.</summary>
    public long Place { get; set; }

    /// <summary>An interval that ends at or before it, in Unix nanoseconds, may have been published whole by another term.</summary>
    public long OwnFromUnixNs { get; set; } = long.MaxValue;

    /// <summary>Intervals that went out as partial and are not complete yet.</summary>
    public HashSet<long> PublishedAsPartial { get; } = [];

    /// <summary>A term before this one may have published intervals that begin at or before it as partial; nobody has kept which.</summary>
    public required long PartialUntilUnixSeconds { get; init; }

    public bool MayHaveGoneOutAsPartial(long startUnixSeconds) => startUnixSeconds <= PartialUntilUnixSeconds || PublishedAsPartial.Contains(startUnixSeconds);

    /// <summary>The latest intervals that were published, oldest first.</summary>
    public Queue<IntervalView> History { get; } = new();
}
