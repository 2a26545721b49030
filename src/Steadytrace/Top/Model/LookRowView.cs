using Steadytrace.Cluster.Top;
namespace Steadytrace.Top.Model;

/// <summary>A process, a type or an event in a look for programs.</summary>
/// <param name="Host">Null where it stands for all hosts.</param>
/// <param name="Type">The event's type; null where it is no event.</param>
/// <param name="Events">Within the interval.</param>
/// <param name="PerSecond">The same for a second.</param>
/// <param name="Cpu">Of one processor, 0 to 1 and beyond; null where nothing tells.</param>
internal sealed record LookRowView(string Name, string? Host, string? Type, long Events, double PerSecond, double? Cpu)
{
    public static LookRowView Of(TopRow row) => new(row.Name, row.Host.Length > 0 ? row.Host : null, row.Type.Length > 0 ? row.Type : null, row.Events, row.PerSecond, row.Cpu);
}
