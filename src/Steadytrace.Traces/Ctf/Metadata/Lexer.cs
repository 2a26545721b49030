using System.Text;

namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>Cuts TSDL text into tokens: words, integers (decimal, octal, hexadecimal, with C suffixes), strings, characters, symbols; drops comments.</summary>
/// <param name="text">The text.</param>
/// <param name="at">Where to begin, in bytes.</param>
/// <param name="words">Words found before.</param>
internal ref struct Lexer(ReadOnlySpan<byte> text, int at, WordList words)
{
    /// <summary>Longest word or text, in bytes.</summary>
    public const int MaximumTextBytes = 1 << 16;

    private const string SingleSymbols = "[](){}<>:;.=,*+-/%&|^~";
    private static readonly string[] Symbols = Array.ConvertAll(SingleSymbols.ToCharArray(), symbol => symbol.ToString());

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly WordList _words = words;
    private int _at = at;

    /// <summary>Where the next token, or what is before it, begins.</summary>
    public readonly int At => _at;

    /// <summary>The next token; <see cref="TokenKind.End"/> for ever after the last one.</summary>
    /// <exception cref="MetadataException">Something that is no token stands here.</exception>
    public Token Next()
    {
        SkipBlanksAndComments();
        if (_at >= _text.Length) return new Token(TokenKind.End, "", 0, _text.Length);
        var start = _at;
        var first = _text[_at];
        if (first == 'L' && _at + 1 < _text.Length && _text[_at + 1] is (byte)'"' or (byte)'\'') _at++;
        if (_text[_at] is (byte)'"' or (byte)'\'') return Literal(start);
        if (IsWordStart(first)) return Word(start);
        if (IsDigit(first)) return Number(start);
        return Symbol(start);
    }

    private void SkipBlanksAndComments()
    {
        while (_at < _text.Length)
        {
            var rest = _text[_at..];
            if (rest[0] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'\v' or (byte)'\f')
            {
                _at++;
            }
            else if (rest.StartsWith("/*"u8))
            {
                var end = rest[2..].IndexOf("*/"u8);
                if (end < 0) throw new MetadataException(_at, "comment without end");
                _at += end + 4;
            }
            else if (rest.StartsWith("//"u8))
            {
                var end = rest.IndexOf((byte)'\n');
                _at = end < 0 ? _text.Length : _at + end + 1;
            }
            else
            {
                return;
            }
        }
    }

    private Token Word(int start)
    {
        while (_at < _text.Length && (IsWordStart(_text[_at]) || IsDigit(_text[_at]))) _at++;
        if (_at - start > MaximumTextBytes) throw TooLong(start);
        return new Token(TokenKind.Word, _words.Get(_text[start.._at]), 0, start);
    }

    private static MetadataException TooLong(int start) => new(start, $"word or text of more than {MaximumTextBytes} bytes");

    private Token Number(int start)
    {
        uint radix = 10;
        if (_text[_at] == '0')
        {
            radix = 8;
            if (_at + 1 < _text.Length && _text[_at + 1] is (byte)'x' or (byte)'X') (radix, _at) = (16, _at + 2);
        }

        ulong value = 0;
        var digits = 0;
        for (; _at < _text.Length && DigitOf(_text[_at]) is var digit && digit < 16; _at++, digits++)
        {
            if (digit >= radix) throw new MetadataException(_at, $"digit '{(char)_text[_at]}' in an integer of base {radix}");
            if (value > (ulong.MaxValue - digit) / radix) throw new MetadataException(start, "integer does not fit into 64 bits");
            value = value * radix + digit;
        }

        if (digits == 0) throw new MetadataException(start, "integer without digits");
        while (_at < _text.Length && _text[_at] is (byte)'u' or (byte)'U' or (byte)'l' or (byte)'L') _at++;
        if (_at < _text.Length && (IsWordStart(_text[_at]) || IsDigit(_text[_at]))) throw new MetadataException(_at, "letter in an integer");
        return new Token(TokenKind.Integer, "", value, start);
    }

    private Token Literal(int start)
    {
        var quote = _text[_at++];
        var content = new List<byte>();
        while (true)
        {
            if (_at >= _text.Length) throw new MetadataException(start, "text without closing quote");
            var letter = _text[_at++];
            if (letter == quote) break;
            if (letter == 0) throw new MetadataException(_at - 1, "zero byte in a text");
            if (content.Count >= MaximumTextBytes) throw TooLong(start);
            content.AddRange(letter == '\\' ? Escape() : [letter]);
        }

        var kind = quote == '"' ? TokenKind.Text : TokenKind.Character;
        return new Token(kind, Encoding.UTF8.GetString([.. content]), 0, start);
    }

    private byte[] Escape()
    {
        if (_at >= _text.Length) throw new MetadataException(_at, "text without closing quote");
        var letter = _text[_at++];
        switch ((char)letter)
        {
            case 'n': return "\n"u8.ToArray();
            case 't': return "\t"u8.ToArray();
            case 'r': return "\r"u8.ToArray();
            case 'a': return [7];
            case 'b': return [8];
            case 'f': return [12];
            case 'v': return [11];
            case '\\' or '\'' or '"' or '?': return [letter];
            case 'x': return [(byte)Digits(16, most: 2, first: 0, count: 0)];
            case 'u': return Encoding.UTF8.GetBytes(((char)Digits(16, most: 4, first: 0, count: 0)).ToString());
            case 'U': return UnicodeEscape();
            case >= '0' and <= '7': return [(byte)Digits(8, most: 3, first: (uint)(letter - '0'), count: 1)];
            default: throw new MetadataException(_at - 1, $"unknown escape '\\{(char)letter}' in a text");
        }
    }

    private byte[] UnicodeEscape()
    {
        var at = _at;
        var scalar = Digits(16, most: 8, first: 0, count: 0);
        if (!Rune.IsValid(scalar)) throw new MetadataException(at, "escape that is no Unicode character");
        return Encoding.UTF8.GetBytes(new Rune(scalar).ToString());
    }

    private uint Digits(uint radix, int most, uint first, int count)
    {
        for (; count < most && _at < _text.Length && DigitOf(_text[_at]) is var digit && digit < radix; _at++, count++) first = first * radix + digit;
        if (count == 0) throw new MetadataException(_at, "escape without digits in a text");
        return first;
    }

    private Token Symbol(int start)
    {
        var rest = _text[_at..];
        var value = rest.StartsWith("..."u8) ? "..." : rest.StartsWith(":="u8) ? ":=" : rest.StartsWith("->"u8) ? "->"
            : rest.StartsWith("<<"u8) ? "<<" : rest.StartsWith(">>"u8) ? ">>" : null;
        var single = SingleSymbols.IndexOf((char)rest[0]);
        value ??= single >= 0 ? Symbols[single] : null;
        if (value is null) throw new MetadataException(_at, $"character 0x{rest[0]:x2} that has no meaning here");
        _at += value.Length;
        return new Token(TokenKind.Symbol, value, 0, start);
    }

    private static bool IsWordStart(byte letter) => letter is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (byte)'_';

    private static bool IsDigit(byte letter) => letter is >= (byte)'0' and <= (byte)'9';

    private static uint DigitOf(byte letter) => letter switch
    {
        >= (byte)'0' and <= (byte)'9' => (uint)(letter - '0'),
        >= (byte)'a' and <= (byte)'f' => (uint)(letter - 'a' + 10),
        >= (byte)'A' and <= (byte)'F' => (uint)(letter - 'A' + 10),
        _ => uint.MaxValue,
    };
}
