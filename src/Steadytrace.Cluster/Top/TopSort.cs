namespace Steadytrace.Cluster.Top;

/// <summary>What rows are ordered by; the largest first, but names from A on.</summary>
public enum TopSort
{
    Events,
    Cpu,
    Minute,
    Lost,
    Name,
}
