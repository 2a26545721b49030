using Akka.Actor;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>To the aggregator, inside its process: a node with a tracer of its datacenter is a member of the cluster.</summary>
public sealed record TracerUp(Address Node) : INoSerializationVerificationNeeded;

/// <summary>To the aggregator, inside its process: a node is a member no longer, whatever it was.</summary>
public sealed record TracerGone(Address Node) : INoSerializationVerificationNeeded;
