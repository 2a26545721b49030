namespace Steadytrace.Output;

/// <summary>How often something happened that goes by one or more names.</summary>
internal sealed record RankedCount(IReadOnlyList<string> Names, long Count)
{
    /// <summary>In order of names, first to last.</summary>
    public static Comparer<IReadOnlyList<string>> ByNames { get; } = Comparer<IReadOnlyList<string>>.Create(Compare);

    private static int Compare(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        for (var i = 0; i < left.Count; i++)
        {
            if (string.CompareOrdinal(left[i], right[i]) is not 0 and var order) return order;
        }

        return 0;
    }
}
