using Spectre.Console;

namespace Steadytrace.Output;

/// <summary>A terminal, which shows styles.</summary>
internal sealed class TerminalScreen(IAnsiConsole screen) : ILineScreen
{
    public int Width => screen.Profile.Width;

    public void WriteLine(params IReadOnlyList<StyledText> pieces)
    {
        // Who writes fits the lines to the width: the terminal itself breaks one that cannot be fitted.
        var width = screen.Profile.Width;
        screen.Profile.Width = Tables.WidthOfNoTerminal;
        foreach (var piece in pieces) screen.Write(piece.Text, StyleOf(piece.Style));
        screen.WriteLine();
        screen.Profile.Width = width;
    }

    private static Style StyleOf(TextStyle style) => style switch
    {
        TextStyle.Bold => new Style(decoration: Decoration.Bold),
        TextStyle.Dim => new Style(decoration: Decoration.Dim),
        TextStyle.Warning => new Style(Color.Yellow),
        _ => Style.Plain,
    };
}
