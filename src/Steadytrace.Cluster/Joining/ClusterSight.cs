namespace Steadytrace.Cluster.Joining;

/// <summary>A cluster as one of its nodes sees it.</summary>
/// <param name="IsUp">The node is a member, and stays one.</param>
/// <param name="Members">All members, <c>host:port</c>, on their way in or out, reachable or not.</param>
/// <param name="Reachable">How many of them are reachable, the node itself included.</param>
/// <param name="First">The lowest address among the reachable ones.</param>
public sealed record ClusterSight(bool IsUp, IReadOnlySet<string> Members, int Reachable, string First);
