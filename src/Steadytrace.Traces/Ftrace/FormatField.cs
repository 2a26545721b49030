using System.Globalization;

namespace Steadytrace.Traces.Ftrace;

/// <summary>One <c>field:</c> line of a kernel's format text.</summary>
/// <param name="Name">The field's name, without array bounds: <c>prev_comm</c>.</param>
/// <param name="Offset">Bytes from the record's first payload byte (or from the page's begin, in <c>header_page</c>).</param>
/// <param name="Size">Size in bytes; 0 for an array that reaches to the record's end.</param>
/// <param name="Place">Where the value is.</param>
internal readonly record struct FormatField(string Name, int Offset, int Size, FieldPlace Place)
{
    /// <summary>No record is larger than a page, and no page than this; a larger offset or size is nonsense.</summary>
    private const int MaximumBytes = 1 << 24;

    /// <summary>Reads a line such as <c>field:char prev_comm[16];	offset:8;	size:16;	signed:0;</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> line, out FormatField field)
    {
        field = default;
        line = line.Trim();
        if (!line.StartsWith("field:")) return false;
        var declaration = line["field:".Length..];
        var end = declaration.IndexOf(';');
        if (end < 0 || !TryNumber(line, "offset:", out var offset) || !TryNumber(line, "size:", out var size)) return false;
        declaration = declaration[..end].TrimEnd();
        var place = declaration.StartsWith("__data_loc ") ? FieldPlace.At
            : declaration.StartsWith("__rel_data_loc ") ? FieldPlace.AfterField
            : FieldPlace.Inline;
        var bracket = declaration.LastIndexOf('[');
        var name = declaration;
        // In "char comm[16]" the bounds follow the name; in "__data_loc char[] filename" they precede it.
        if (bracket >= 0 && name.EndsWith("]")) name = name[..bracket].TrimEnd();
        var space = name.LastIndexOfAny(" *\t");
        if (space < 0) return false;
        field = new FormatField(name[(space + 1)..].ToString(), offset, size, place);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> line, string key, out int number)
    {
        number = 0;
        var at = line.LastIndexOf(key);
        if (at < 0) return false;
        var text = line[(at + key.Length)..];
        var end = text.IndexOf(';');
        return end >= 0 && int.TryParse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= MaximumBytes;
    }
}
