using Akka.Actor;

namespace Steadytrace.Cluster.Watching;

/// <summary>A member of the cluster that has a tracer.</summary>
/// <param name="Name">Its address, <c>host:port</c>.</param>
/// <param name="Node">Its node actor.</param>
public sealed record TracerNode(string Name, ICanTell Node);
