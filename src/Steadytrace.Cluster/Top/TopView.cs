namespace Steadytrace.Cluster.Top;

/// <summary>What a row stands for.</summary>
public enum TopView
{
    Processes,
    Types,
    Events,
    Hosts,
}
