using System.Text;

namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>Reads a constant: a text, a dotted path, or integers with the operators of C (<c>+ - ~ * / % &lt;&lt; &gt;&gt; &amp; ^ |</c> and brackets).</summary>
/// <remarks>
/// The specification's own grammar knows signs and brackets only; the rest is C's, with C's precedence, and computed exactly: a result that
/// needs more than 64 bits is refused, never wrapped.
/// </remarks>
internal sealed class ConstantExpression(TokenReader tokens)
{
    private const int MaximumDepth = 64;

    // From the loosest to the tightest.
    private static readonly string[][] Levels = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "%"]];
    private int _depth;

    /// <summary>Reads up to the first token that does not belong to the expression.</summary>
    /// <exception cref="MetadataException">No expression stands here, or it has no value.</exception>
    public Constant Read() => Binary(0);

    private Constant Binary(int level)
    {
        if (level == Levels.Length) return Unary();
        var left = Binary(level + 1);
        while (tokens.Current.Kind == TokenKind.Symbol && Levels[level].Contains(tokens.Current.Value))
        {
            var sign = tokens.Take();
            left = Apply(sign, left, Binary(level + 1));
        }

        return left;
    }

    private Constant Unary()
    {
        var start = tokens.Current;
        if (start.Kind != TokenKind.Symbol || start.Value is not ("+" or "-" or "~" or "(")) return Primary();
        if (++_depth > MaximumDepth) throw new MetadataException(start.Offset, $"expression nested more than {MaximumDepth} deep");
        tokens.Take();
        Constant value;
        if (start.Value == "(")
        {
            value = Read();
            tokens.Expect(")");
        }
        else
        {
            value = Signed(start, Unary());
        }

        _depth--;
        return value;
    }

    private static Constant Signed(Token sign, Constant operand)
    {
        var number = Number(operand, sign);
        return Of(sign.Value switch { "-" => -number, "~" => ~number, _ => number }, sign.Offset);
    }

    private Constant Primary()
    {
        var start = tokens.Current;
        switch (start.Kind)
        {
            case TokenKind.Integer:
                return new Constant(null, tokens.Take().Number, false, start.Offset);
            case TokenKind.Character:
                return new Constant(null, CodeOf(tokens.Take()), false, start.Offset);
            case TokenKind.Text:
                return new Constant(Text(), 0, false, start.Offset);
            case TokenKind.Word:
                return new Constant(string.Join('.', Constant.ReadPath(tokens)), 0, false, start.Offset);
            default:
                throw tokens.Unexpected("a value");
        }
    }

    // Texts one behind the other are one.
    private string Text()
    {
        var first = tokens.Take();
        if (tokens.Current.Kind != TokenKind.Text) return first.Value;
        var text = new StringBuilder(first.Value);
        while (tokens.Current.Kind == TokenKind.Text)
        {
            if (text.Length + tokens.Current.Value.Length > Lexer.MaximumTextBytes) throw new MetadataException(first.Offset, $"word or text of more than {Lexer.MaximumTextBytes} bytes");
            text.Append(tokens.Take().Value);
        }

        return text.ToString();
    }

    private static Constant Apply(Token sign, Constant left, Constant right)
    {
        var (a, b) = (Number(left, sign), Number(right, sign));
        if (sign.Value is "/" or "%" && b == 0) throw new MetadataException(sign.Offset, "division by 0");
        if (sign.Value is "<<" or ">>" && (b < 0 || b > 63)) throw new MetadataException(sign.Offset, $"shift by {b} bits; 0 to 63 are allowed");
        return Of(sign.Value switch
        {
            "|" => a | b,
            "^" => a ^ b,
            "&" => a & b,
            "<<" => a << (int)b,
            ">>" => a >> (int)b,
            "+" => a + b,
            "-" => a - b,
            "*" => Product(a, b, left.Offset),
            "/" => a / b,
            _ => a % b,
        }, left.Offset);
    }

    private static Int128 Number(Constant operand, Token sign) => operand.Text is null
        ? operand.Negative ? -(Int128)operand.Magnitude : operand.Magnitude
        : throw new MetadataException(sign.Offset, $"'{sign.Value}' beside something that is no integer");

    private static Int128 Product(Int128 a, Int128 b, int offset)
    {
        var magnitude = (UInt128)Int128.Abs(a) * (UInt128)Int128.Abs(b);
        if (magnitude > ulong.MaxValue) throw TooLarge(offset);
        return (a < 0) ^ (b < 0) ? -(Int128)magnitude : (Int128)magnitude;
    }

    // Operands have 64 bits and a sign, and shifts are by 63 at the most: nothing has wrapped in 128 bits when this is asked.
    private static Constant Of(Int128 value, int offset) => value < long.MinValue || value > ulong.MaxValue
        ? throw TooLarge(offset)
        : new Constant(null, (ulong)(value < 0 ? -value : value), value < 0, offset);

    private static MetadataException TooLarge(int offset) => new(offset, "expression whose value does not fit into 64 bits");

    private static ulong CodeOf(Token character)
    {
        var letters = character.Value.EnumerateRunes().ToList();
        return letters is [var only] ? (ulong)only.Value : throw new MetadataException(character.Offset, $"character constant of {letters.Count} characters");
    }
}
