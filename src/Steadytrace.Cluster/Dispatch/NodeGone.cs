using Akka.Actor;

namespace Steadytrace.Cluster.Dispatch;

/// <summary>To the dispatcher, inside its process: a node is a member of the cluster no longer.</summary>
/// <param name="Node">Which.</param>
/// <param name="WasDowned">True when it did not leave in order.</param>
public sealed record NodeGone(Address Node, bool WasDowned) : INoSerializationVerificationNeeded;
