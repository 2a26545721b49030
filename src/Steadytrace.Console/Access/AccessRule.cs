namespace Steadytrace.Console.Access;

/// <summary>Who must show the cluster's credential.</summary>
public enum AccessRule
{
    /// <summary>Whoever comes from another machine.</summary>
    Remote,

    /// <summary>Everybody.</summary>
    Everybody,

    /// <summary>Nobody: something before this node, a proxy with a log-in, sees to it.</summary>
    Nobody,
}
