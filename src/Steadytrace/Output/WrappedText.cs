namespace Steadytrace.Output;

/// <summary>Text that is longer than a line.</summary>
internal static class WrappedText
{
    /// <summary>Its lines, broken at blanks, or inside of what has none.</summary>
    /// <param name="text">One paragraph.</param>
    /// <param name="width">Columns of a line, at least 1.</param>
    public static List<string> Lines(string text, int width)
    {
        var lines = new List<string>();
        while (text.Length > width)
        {
            // A blank right behind the last column ends a line that is just full.
            var blank = text.LastIndexOf(' ', width);
            lines.Add(text[..(blank > 0 ? blank : width)]);
            text = text[(blank > 0 ? blank + 1 : width)..];
        }

        lines.Add(text);
        return lines;
    }
}
