namespace Steadytrace.Top.Model;

/// <summary>What rows are ordered by; the largest first, but names from A on.</summary>
internal enum TopSort
{
    Events,
    Cpu,
    Minute,
    Lost,
    Name,
}
