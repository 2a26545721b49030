namespace Steadytrace.Cluster.Messages;

/// <summary>Node to a seed that is no member of its cluster: which cluster is it in? Not answered by one that is in none, or takes the asker for a member.</summary>
/// <param name="Node">Who asks, <c>host:port</c>.</param>
public sealed record MembershipWanted(string Node) : IClusterMessage;

/// <summary>The answer.</summary>
/// <param name="Node">The seed, <c>host:port</c>.</param>
/// <param name="Members">How many members of its cluster it reaches, itself included.</param>
/// <param name="First">The lowest address among them.</param>
public sealed record MembershipTold(string Node, int Members, string First) : IClusterMessage;
