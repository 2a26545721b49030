namespace Steadytrace.Output;

/// <summary>How often something happened that goes by one or more names.</summary>
internal sealed record RankedCount(IReadOnlyList<string> Names, long Count)
{
    /// <summary>In order of names, first to last.</summary>
    public static Comparer<IReadOnlyList<string>> ByNames { get; } = Comparer<IReadOnlyList<string>>.Create((left, right) =>
        left.Zip(right, string.CompareOrdinal).FirstOrDefault(order => order != 0));
}
