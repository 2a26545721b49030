using Akka.Actor;
using Steadytrace.Metrics;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>Aggregator to publisher, inside a process.</summary>
/// <param name="Ledger">The ledger that handed it out: the confirmation says nothing to one that has begun anew since.</param>
/// <param name="Final">False for a partial interval: its confirmation moves nothing.</param>
public sealed record Publish(SourceId Source, long Ledger, MetricBatch Batch, bool Final) : INoSerializationVerificationNeeded;

/// <summary>Publisher to aggregator: every message of it is confirmed.</summary>
public sealed record Published(SourceId Source, long Ledger, MetricBatch Batch, bool Final) : INoSerializationVerificationNeeded;

/// <summary>Publisher to aggregator: it is connected, and the datacenter's only one.</summary>
public sealed class PublisherReady : INoSerializationVerificationNeeded
{
    public static readonly PublisherReady Instance = new();
}

/// <summary>Publisher to aggregator: what is not confirmed is to be sent again, to the next one.</summary>
public sealed record PublisherLost(string Reason) : INoSerializationVerificationNeeded;
