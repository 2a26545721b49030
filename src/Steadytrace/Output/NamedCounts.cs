using Spectre.Console;

namespace Steadytrace.Output;

/// <summary>Names and how often, the most frequent first, with shares.</summary>
internal static class NamedCounts
{
    /// <param name="screen">Where to print.</param>
    /// <param name="headings">What the names are.</param>
    /// <param name="counts">In any order.</param>
    /// <param name="whole">What shares are of.</param>
    /// <param name="top">Rows; the rest is added up in one more.</param>
    public static void Print(ILineScreen screen, IReadOnlyList<string> headings, IReadOnlyCollection<RankedCount> counts, long whole, int top)
    {
        var table = new FittedTable([.. headings.Select(heading => "~" + heading), ">count", ">share"]);
        var ranked = counts.ToList();
        ranked.Sort(RankedCount.ByRank);
        foreach (var named in ranked.Take(top)) table.Row(Cells(named.Names, named.Count, whole));
        if (ranked.Count > top) table.Row(Cells([Others(ranked.Count - top), .. headings.Skip(1).Select(_ => " ")], ranked.Skip(top).Sum(named => named.Count), whole));
        table.Print(screen);
    }

    /// <summary>A table where only the most frequent names are known: the last row is what the whole has besides.</summary>
    public static Table MakeOfSome(string heading, IReadOnlyCollection<KeyValuePair<string, long>> counts, long whole, int top)
    {
        var table = Tables.New(heading, ">count", ">share");
        var largest = counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(top).ToList();
        foreach (var (name, count) in largest) table.Row(Cells([name], count, whole));
        var others = whole - largest.Sum(pair => pair.Value);
        if (others > 0) table.Row(Cells(["all others"], others, whole));
        return table;
    }

    /// <summary>The name of the row that adds up what has no row of its own.</summary>
    public static string Others(int number) => $"({Figures.Of(number, "other", "others")})";

    /// <summary>A name as it can be shown.</summary>
    public static string Printable(string name) => name.Length == 0 ? "(no name)" : PrintableText.Of(name);

    private static IReadOnlyList<string> Cells(IReadOnlyList<string> names, long count, long whole) =>
        [.. names.Select(Printable), Figures.Count(count), Figures.Share(count, whole)];
}
