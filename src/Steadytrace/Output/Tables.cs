using Spectre.Console;

namespace Steadytrace.Output;

/// <summary>Tables for people: aligned, light, without colours where standard output is no terminal.</summary>
internal static class Tables
{
    /// <summary>Wide enough for any row: a program that reads our tables must not find them wrapped.</summary>
    public const int WidthOfNoTerminal = 400;

    /// <summary>Standard output.</summary>
    public static IAnsiConsole Screen()
    {
        var screen = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = Terminal.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = Terminal.IsOutputRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        if (Terminal.IsOutputRedirected) screen.Profile.Width = WidthOfNoTerminal;
        return screen;
    }

    /// <summary>A table; headings that begin with <c>&gt;</c> are of columns of numbers, set to the right.</summary>
    public static Table New(params IReadOnlyList<string> headings)
    {
        var table = new Table { Border = TableBorder.Simple, BorderStyle = new Style(decoration: Decoration.Dim) };
        foreach (var heading in headings)
        {
            var isNumber = heading.StartsWith('>');
            table.AddColumn(new TableColumn(new Markup($"[bold]{Markup.Escape(isNumber ? heading[1..] : heading)}[/]"))
            {
                Alignment = isNumber ? Justify.Right : Justify.Left,
                NoWrap = true,
                Padding = new Padding(0, 0, 2, 0),
            });
        }

        return table;
    }

    /// <summary>Adds a row of plain texts; nothing in them is markup.</summary>
    public static void Row(this Table table, params IReadOnlyList<string> cells) => table.AddRow([.. cells.Select(cell => new Text(cell))]);

    /// <summary>Writes a table, indented by nothing and followed by nothing.</summary>
    public static void Print(this IAnsiConsole screen, Table table)
    {
        if (table.Rows.Count > 0) screen.Write(table);
    }
}
