using Steadytrace.Cluster.Top;

namespace Steadytrace.Top.Keys;

/// <summary>The orders that a view has, in the order of its columns.</summary>
internal static class TopSorts
{
    public static IReadOnlyList<TopSort> Of(TopView view) => view switch
    {
        TopView.Processes => [TopSort.Events, TopSort.Cpu, TopSort.Minute, TopSort.Name],
        TopView.Hosts => [TopSort.Events, TopSort.Cpu, TopSort.Lost, TopSort.Minute, TopSort.Name],
        _ => [TopSort.Events, TopSort.Minute, TopSort.Name],
    };

    public static TopSort After(TopSort sort, TopView view) => Step(sort, view, 1);

    public static TopSort Before(TopSort sort, TopView view) => Step(sort, view, -1);

    private static TopSort Step(TopSort sort, TopView view, int step)
    {
        var sorts = Of(view);
        return sorts[(sorts.ToList().IndexOf(sort) + step + sorts.Count) % sorts.Count];
    }
}
