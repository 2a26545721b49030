using System.Globalization;

namespace Steadytrace.Output;

/// <summary>Text that comes from outside, for a terminal: traced programs choose their own names, and traces their files' names.</summary>
internal static class PrintableText
{
    /// <summary>The text with a question mark for each character that would move a terminal's cursor, break the line, or turn the direction of writing round.</summary>
    public static string Of(string text)
    {
        foreach (var character in text)
        {
            if (!IsPrintable(character)) return string.Concat(text.Select(any => IsPrintable(any) ? any : '?'));
        }

        return text;
    }

    // No regular expression: every name passes here, and a command that must start at once would have to load their library.
    private static bool IsPrintable(char character) => char.GetUnicodeCategory(character)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
