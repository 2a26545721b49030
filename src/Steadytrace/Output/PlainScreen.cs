namespace Steadytrace.Output;

/// <summary>Text alone, for what is no terminal; lines end without the blanks with which columns are filled up.</summary>
internal sealed class PlainScreen(TextWriter output, int width = Tables.WidthOfNoTerminal) : ILineScreen
{
    public int Width => width;

    public void WriteLine(params IReadOnlyList<StyledText> pieces)
    {
        var line = string.Concat(pieces.Select(piece => piece.Text));
        output.WriteLine(line.TrimEnd(' '));
    }
}
