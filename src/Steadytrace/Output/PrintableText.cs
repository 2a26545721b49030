using System.Text.RegularExpressions;

namespace Steadytrace.Output;

/// <summary>Text that comes from outside, for a terminal: traced programs choose their own names, and traces their files' names.</summary>
internal static partial class PrintableText
{
    /// <summary>The text with a question mark for each character that would move a terminal's cursor, break the line, or turn the direction of writing round.</summary>
    public static string Of(string text) => Unprintable().Replace(text, "?");

    // Control characters, invisible format characters, separators of lines and paragraphs.
    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]", RegexOptions.CultureInvariant)]
    private static partial Regex Unprintable();
}
