using Akka.Actor;

namespace Steadytrace.Cluster;

/// <summary>How nodes are named for people, in messages and commands.</summary>
public static class NodeNames
{
    /// <summary><c>host:port</c>; the system's name for one that has no remoting.</summary>
    public static string NodeName(this Address address) => address.Host is null ? address.System : $"{address.Host}:{address.Port}";
}
