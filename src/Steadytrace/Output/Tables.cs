using Spectre.Console;
using Spectre.Console.Rendering;

namespace Steadytrace.Output;

/// <summary>Tables for people: aligned, light, without colours where standard output is no terminal.</summary>
internal static class Tables
{
    /// <summary>Wider than any row: a program that reads our tables must not find them wrapped or cut.</summary>
    public const int WidthOfNoTerminal = 100_000;

    /// <summary>Standard output.</summary>
    public static IAnsiConsole Screen() => Terminal.IsOutputRedirected
        ? Plain(Terminal.Out)
        : AnsiConsole.Create(new AnsiConsoleSettings { Interactive = InteractionSupport.No });

    /// <summary>Text alone, for what is no terminal.</summary>
    public static IAnsiConsole Plain(TextWriter output)
    {
        var screen = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(new TrimmedLines(output)),
        });
        screen.Profile.Width = WidthOfNoTerminal;
        screen.Profile.Capabilities.Unicode = true;
        return screen;
    }

    /// <summary>A table; headings that begin with <c>&gt;</c> are of columns of numbers, set to the right, and with <c>~</c> of columns that may be broken into lines.</summary>
    public static Table New(params IReadOnlyList<string> headings)
    {
        var table = new Table { Border = TableBorder.Minimalist, BorderStyle = new Style(decoration: Decoration.Dim) };
        foreach (var heading in headings)
        {
            var header = new Markup($"[bold]{Markup.Escape(heading.TrimStart('>', '~'))}[/]");
            table.AddColumn(new TableColumn(Spaced(header, table.Columns.Count)) { Alignment = heading[0] == '>' ? Justify.Right : Justify.Left, NoWrap = heading[0] != '~' });
        }

        return table;
    }

    /// <summary>Adds a row of plain texts; nothing in them is markup.</summary>
    public static void Row(this Table table, params IReadOnlyList<string> cells) => table.AddRow([.. cells.Select((cell, column) => Spaced(new Text(cell), column))]);

    /// <summary>This border sets columns one blank apart, which is too close for numbers.</summary>
    private static Padder Spaced(IRenderable cell, int column) => new(cell, new Padding(column == 0 ? 0 : 2, 0, 0, 0));

    /// <summary>Writes a table after an empty line; nothing where it has no rows.</summary>
    public static void Print(this IAnsiConsole screen, Table table)
    {
        if (table.Rows.Count == 0) return;
        screen.WriteLine();
        screen.Write(table);
    }
}
