using Spectre.Console;

namespace Steadytrace.Output;

/// <summary>Names and how often, the most frequent first, with shares.</summary>
internal static class NamedCounts
{
    /// <param name="screen">Where to print.</param>
    /// <param name="heading">What the names are.</param>
    /// <param name="counts">In any order.</param>
    /// <param name="whole">What shares are of.</param>
    /// <param name="top">Rows; the rest is added up in one more.</param>
    public static void Print(IAnsiConsole screen, string heading, IReadOnlyCollection<KeyValuePair<string, long>> counts, long whole, int top) =>
        screen.Print(Make(heading, counts, whole, top));

    /// <summary>The same where only the most frequent names are known: the last row is what the whole has besides.</summary>
    public static Table MakeOfSome(string heading, IReadOnlyCollection<KeyValuePair<string, long>> counts, long whole, int top)
    {
        var table = Make(heading, Largest(counts, top), whole, top);
        var others = whole - Largest(counts, top).Sum(pair => pair.Value);
        if (others > 0) table.Row("all others", Figures.Count(others), Figures.Share(others, whole));
        return table;
    }

    private static Table Make(string heading, IReadOnlyCollection<KeyValuePair<string, long>> counts, long whole, int top)
    {
        var table = Tables.New(heading, ">count", ">share");
        foreach (var (name, count) in Largest(counts, top)) table.Row(Printable(name), Figures.Count(count), Figures.Share(count, whole));
        if (counts.Count <= top) return table;
        var rest = counts.Sum(pair => pair.Value) - Largest(counts, top).Sum(pair => pair.Value);
        table.Row($"and {Figures.Count(counts.Count - top)} more", Figures.Count(rest), Figures.Share(rest, whole));
        return table;
    }

    private static List<KeyValuePair<string, long>> Largest(IReadOnlyCollection<KeyValuePair<string, long>> counts, int top) =>
        [.. counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(top)];

    /// <summary>A traced program chooses its own name: what would move a terminal's cursor is shown as a question mark.</summary>
    private static string Printable(string name) => name.Length == 0 ? "(no name)" : string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
}
