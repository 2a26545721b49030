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

    public static Table Make(string heading, IReadOnlyCollection<KeyValuePair<string, long>> counts, long whole, int top)
    {
        var table = Tables.New(heading, ">count", ">share");
        var sorted = counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        foreach (var (name, count) in sorted.Take(top)) table.Row(Printable(name), Figures.Count(count), Figures.Share(count, whole));
        var rest = sorted.Skip(top).ToList();
        if (rest.Count > 0) table.Row($"and {Figures.Count(rest.Count)} more", Figures.Count(rest.Sum(pair => pair.Value)), Figures.Share(rest.Sum(pair => pair.Value), whole));
        return table;
    }

    /// <summary>A traced program chooses its own name: what would move a terminal's cursor is shown as a question mark.</summary>
    private static string Printable(string name) => name.Length == 0 ? "(no name)" : string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
}
