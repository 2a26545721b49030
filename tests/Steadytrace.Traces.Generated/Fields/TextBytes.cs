using System.Text;

namespace Steadytrace.Traces.Generated.Fields;

/// <summary>Texts in the encodings of CTF 2.</summary>
public static class TextBytes
{
    // With letters that hold a zero byte, and pairs of them in which two zero bytes lie across letters.
    private static readonly string[] Texts = ["", "a", "ab", "\u0100a", "na\u00efve \u4e00\U0001F600", "\u0100\u0001x"];

    public static IReadOnlyList<string> Encodings { get; } = ["utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be"];

    public static byte[] Any(Chance chance, string encoding) => Encoded(chance.OneOf(Texts), encoding);

    /// <summary>Bytes of the zero that ends a text.</summary>
    public static int UnitOf(string encoding) => encoding switch { "utf-8" => 1, "utf-16le" or "utf-16be" => 2, _ => 4 };

    private static byte[] Encoded(string text, string encoding) => encoding switch
    {
        "utf-8" => Encoding.UTF8.GetBytes(text),
        "utf-16le" => Encoding.Unicode.GetBytes(text),
        "utf-16be" => Encoding.BigEndianUnicode.GetBytes(text),
        "utf-32le" => Encoding.UTF32.GetBytes(text),
        _ => new UTF32Encoding(bigEndian: true, byteOrderMark: false).GetBytes(text),
    };
}
