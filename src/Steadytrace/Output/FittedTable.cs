using Spectre.Console;

namespace Steadytrace.Output;

/// <summary>A table that fits the screen: where it is too wide, names lose their middle, and nothing else loses anything.</summary>
/// <param name="headings">Headings that begin with <c>&gt;</c> are of columns of numbers, set to the right, and with <c>~</c> of columns of names.</param>
internal sealed class FittedTable(params IReadOnlyList<string> headings)
{
    private const int Gap = 3;
    private const int FewestOfName = 9;
    private const string Cut = "…";
    private readonly List<IReadOnlyList<string>> _rows = [];

    public void Row(params IReadOnlyList<string> cells) => _rows.Add(cells);

    /// <summary>True when nothing but names must be cut for a screen of this width.</summary>
    public bool Fits(int screenWidth) => Whole(WidthsFor(screenWidth)) <= screenWidth;

    /// <summary>Writes the table after an empty line; nothing where it has no rows.</summary>
    public void Print(IAnsiConsole screen)
    {
        var widths = WidthsFor(screen.Profile.Width);
        // On a screen that is too narrow even so, the terminal breaks lines: better than numbers in pieces.
        screen.Profile.Width = Math.Max(screen.Profile.Width, Whole(widths));
        var table = Tables.New([.. headings.Select(heading => heading.TrimStart('~'))]);
        foreach (var row in _rows) table.Row([.. row.Select((cell, column) => Shorten(cell, widths[column]))]);
        screen.Print(table);
    }

    private int[] WidthsFor(int screenWidth)
    {
        var widths = headings.Select((heading, column) => _rows.Select(row => row[column].Length).Append(Bare(heading).Length).Max()).ToArray();
        for (var excess = Whole(widths) - screenWidth; excess > 0; excess--)
        {
            var widest = Enumerable.Range(0, widths.Length).Where(column => headings[column][0] == '~' && widths[column] > Least(column)).OrderByDescending(column => widths[column]).FirstOrDefault(-1);
            if (widest < 0) break;
            widths[widest]--;
        }

        return widths;
    }

    private int Least(int column) => Math.Max(FewestOfName, Bare(headings[column]).Length);

    private static string Bare(string heading) => heading.TrimStart('>', '~');

    private static int Whole(int[] widths) => widths.Sum() + Gap * (widths.Length - 1);

    /// <summary>The beginning of a name tells its kind, and the end which one it is.</summary>
    private static string Shorten(string text, int width)
    {
        if (text.Length <= width) return text;
        var end = (width - Cut.Length) / 2;
        return string.Concat(text.AsSpan(0, width - Cut.Length - end), Cut, text.AsSpan(text.Length - end));
    }
}
