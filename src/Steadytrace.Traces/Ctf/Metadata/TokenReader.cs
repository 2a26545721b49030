namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>The tokens of a text, read from front to back with one token of foresight and more where a parser asks.</summary>
internal sealed class TokenReader
{
    private readonly List<Token> _tokens = [];
    private int _at;

    public TokenReader(ReadOnlySpan<byte> text)
    {
        var lexer = new Lexer(text);
        do _tokens.Add(lexer.Next());
        while (_tokens[^1].Kind != TokenKind.End);
    }

    public Token Current => _tokens[_at];

    public Token Ahead(int tokens) => _tokens[Math.Min(_at + tokens, _tokens.Count - 1)];

    public Token Take()
    {
        var taken = Current;
        if (taken.Kind != TokenKind.End) _at++;
        return taken;
    }

    public bool Is(string value) => Current.Kind is TokenKind.Word or TokenKind.Symbol && Current.Value == value;

    public bool TakeIf(string value)
    {
        if (!Is(value)) return false;
        _at++;
        return true;
    }

    public void Expect(string value)
    {
        if (!TakeIf(value)) throw Unexpected($"'{value}'");
    }

    public string ExpectWord(string what) => Current.Kind == TokenKind.Word ? Take().Value : throw Unexpected(what);

    public MetadataException Unexpected(string expected) => new(Current.Offset, $"{Current} where {expected} was expected");
}
