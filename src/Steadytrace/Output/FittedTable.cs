using Spectre.Console;

namespace Steadytrace.Output;

/// <summary>A table that fits the screen: where it is too wide, names lose their middle, and nothing else loses anything.</summary>
/// <param name="headings">Headings that begin with <c>&gt;</c> are of columns of numbers, set to the right, and with <c>~</c> of columns of names.</param>
internal sealed class FittedTable(params IReadOnlyList<string> headings)
{
    private const string Gap = "   ";
    private const int FewestOfName = 9;
    private const string Cut = "…";
    private readonly List<IReadOnlyList<string>> _rows = [];

    public void Row(params IReadOnlyList<string> cells) => _rows.Add(cells);

    /// <summary>True when nothing but names must be cut for a screen of this width.</summary>
    public bool Fits(int screenWidth) => Whole(WidthsFor(screenWidth)) <= screenWidth;

    /// <summary>Writes the table beside what Spectre writes.</summary>
    public void Print(IAnsiConsole screen) => Print(new TerminalScreen(screen));

    /// <summary>Writes the table after an empty line; nothing where it has no rows.</summary>
    public void Print(ILineScreen screen)
    {
        if (_rows.Count == 0) return;
        var widths = WidthsFor(screen.Width);
        screen.WriteLine();
        screen.WriteLine(Line([.. headings.Select(Bare)], widths, TextStyle.Bold));
        screen.WriteLine(new StyledText(new string('─', Whole(widths)), TextStyle.Dim));
        foreach (var row in _rows) screen.WriteLine(Line(row, widths, TextStyle.Plain));
    }

    private StyledText[] Line(IReadOnlyList<string> cells, int[] widths, TextStyle style)
    {
        var pieces = new StyledText[cells.Count];
        for (var column = 0; column < cells.Count; column++)
        {
            var text = Shorten(cells[column], widths[column]);
            var blanks = new string(' ', widths[column] - CellWidth.Of(text));
            pieces[column] = new StyledText((column == 0 ? "" : Gap) + (headings[column][0] == '>' ? blanks + text : text + blanks), style);
        }

        return pieces;
    }

    private int[] WidthsFor(int screenWidth)
    {
        var widths = new int[headings.Count];
        for (var column = 0; column < widths.Length; column++)
        {
            widths[column] = Bare(headings[column]).Length;
            foreach (var row in _rows) widths[column] = Math.Max(widths[column], CellWidth.Of(row[column]));
        }

        for (var excess = Whole(widths) - screenWidth; excess > 0; excess--)
        {
            var widest = WidestThatShrinks(widths);
            if (widest < 0) break;
            widths[widest]--;
        }

        return widths;
    }

    /// <summary>A column of names that can lose something; -1 where none is left.</summary>
    private int WidestThatShrinks(int[] widths)
    {
        var widest = -1;
        for (var column = 0; column < widths.Length; column++)
        {
            if (headings[column][0] == '~' && widths[column] > Least(column) && (widest < 0 || widths[column] > widths[widest])) widest = column;
        }

        return widest;
    }

    private int Least(int column) => Math.Max(FewestOfName, Bare(headings[column]).Length);

    private static string Bare(string heading) => heading.TrimStart('>', '~');

    private static int Whole(int[] widths)
    {
        var whole = Gap.Length * (widths.Length - 1);
        foreach (var width in widths) whole += width;
        return whole;
    }

    /// <summary>The beginning of a name tells its kind, and the end which one it is.</summary>
    private static string Shorten(string text, int width)
    {
        if (CellWidth.Of(text) <= width) return text;
        for (var kept = Math.Min(width, text.Length) - Cut.Length; ; kept--)
        {
            var end = kept / 2;
            var shorter = string.Concat(text.AsSpan(0, kept - end), Cut, text.AsSpan(text.Length - end));
            // Characters that take two columns each do not fit at once.
            if (CellWidth.Of(shorter) <= width) return shorter;
        }
    }
}
