namespace Steadytrace.Output;

/// <summary>How often something happened that goes by one or more names.</summary>
internal sealed record RankedCount(IReadOnlyList<string> Names, long Count)
{
    /// <summary>The most frequent first; those of one count in order of names, first to last.</summary>
    // For sorting in place: what Enumerable.OrderBy needs is compiled at run time, and that takes longer than counting a small trace.
    public static int ByRank(RankedCount left, RankedCount right)
    {
        if (right.Count.CompareTo(left.Count) is not 0 and var frequency) return frequency;
        for (var i = 0; i < left.Names.Count; i++)
        {
            if (string.CompareOrdinal(left.Names[i], right.Names[i]) is not 0 and var order) return order;
        }

        return 0;
    }
}
