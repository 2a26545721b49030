using Steadytrace.Cluster.Trust;

namespace Steadytrace.Console.Access;

/// <summary>Who may talk to the console and the API.</summary>
public sealed class AccessOptions
{
    /// <summary>Who must show <see cref="Credential"/>, besides the chunk endpoint, where everybody must.</summary>
    public AccessRule Rule { get; set; } = AccessRule.Remote;

    /// <summary>The cluster's credential; while there is none, nobody can show it.</summary>
    public ClusterCredential Credential { get; set; } = "";

    /// <summary>
    /// Names by which browsers may call this node, besides <c>localhost</c>, addresses and the machine's own name; <c>*</c> allows all.
    /// Any other name in a request's <c>Host</c> means that somebody made their own name point here (DNS rebinding).
    /// </summary>
    public IList<string> AllowedHosts { get; init; } = [];
}
