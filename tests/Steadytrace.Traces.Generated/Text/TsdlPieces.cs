using System.Text;

namespace Steadytrace.Traces.Generated.Text;

/// <summary>The small freedoms of TSDL: blanks, comments, and how numbers and texts are written.</summary>
public sealed class TsdlPieces(Chance chance, ConstructCounts counts, bool isForBabeltrace)
{
    private readonly bool _comments = chance.Percent(50);

    /// <summary>Something between two tokens.</summary>
    public string Gap()
    {
        if (!_comments || !chance.Percent(4)) return chance.Percent(90) ? " " : chance.Pick("\t", "\n", "  ");
        var block = chance.Percent(50);
        counts.Note(block ? Construct.BlockComment : Construct.LineComment);
        return block ? chance.Pick(" /* struct { */ ", "/**/", " /* two\n * lines **/ ") : chance.Pick(" // to the end; of the line\n", "//\n");
    }

    /// <summary>A number of 0 or more.</summary>
    public string Number(ulong value)
    {
        if (!chance.Percent(8)) return value.ToString();
        counts.Note(Construct.HexadecimalOrOctal);
        return chance.Below(4) switch
        {
            0 => $"0x{value:x}",
            1 => $"0X{value:X}",
            2 when value < long.MaxValue => "0" + Convert.ToString((long)value, 8),
            _ => value + chance.Pick("u", "UL", "ull"),
        };
    }

    /// <summary>A number with signs or brackets about it.</summary>
    public string Expression(ulong value)
    {
        if (isForBabeltrace || !chance.Percent(4)) return Number(value);
        counts.Note(Construct.ConstantExpression);
        return chance.Pick($"({Number(value)})", $"+{Number(value)}", $"-(-{Number(value)})", $"((+{Number(value)}))");
    }

    public string Signed(long value) => value < 0 ? $"-{Number((ulong)-value)}" : Number((ulong)value);

    public static string Text(string text)
    {
        var escaped = new StringBuilder();
        foreach (var letter in text) escaped.Append(letter is '"' or '\\' ? $"\\{letter}" : letter.ToString());
        return $"\"{escaped}\"";
    }

    /// <summary>A block's assignments, in any order.</summary>
    public string Block(IEnumerable<string> assignments)
    {
        var left = assignments.ToList();
        var block = new StringBuilder("{" + Gap());
        while (left.Count > 0)
        {
            var next = chance.Percent(80) ? 0 : chance.Below(left.Count);
            block.Append(left[next]).Append(';').Append(Gap());
            left.RemoveAt(next);
        }

        return block.Append('}').ToString();
    }
}
