namespace Steadytrace.Cluster;

/// <summary>The roles a node can have; a node also carries <c>dc-&lt;name&gt;</c>, and <c>aggregator-&lt;name&gt;</c> where it is an aggregator.</summary>
public static class NodeRoles
{
    public const string Tracer = "tracer";
    public const string Parser = "parser";
    public const string Aggregator = "aggregator";
    public const string Console = "console";
    public const string Bridge = "bridge";

    public static IReadOnlyList<string> All { get; } = [Tracer, Parser, Aggregator, Console, Bridge];

    public static string OfDatacenter(string datacenter) => $"dc-{datacenter}";

    public static string AggregatorOf(string datacenter) => $"aggregator-{datacenter}";

    /// <summary>The roles that the cluster sees of a node with these roles in this datacenter.</summary>
    public static IReadOnlyList<string> ForMember(IEnumerable<string> roles, string datacenter)
    {
        var all = roles.Append(OfDatacenter(datacenter)).ToList();
        if (all.Contains(Aggregator)) all.Add(AggregatorOf(datacenter));
        return all;
    }
}
