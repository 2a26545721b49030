namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>The tokens of a text, read from front to back with one token of foresight and more where a parser asks.</summary>
/// <remarks>Only a few tokens are in memory at a time: a text of nothing but semicolons takes no more than any other.</remarks>
internal sealed class TokenReader
{
    /// <summary>Tokens that are cut at once.</summary>
    private const int Window = 256;

    /// <summary>The farthest token that a parser asks for before it takes one.</summary>
    private const int Foresight = 1;

    private readonly ReadOnlyMemory<byte> _text;
    private readonly BindingBudget _budget;
    private readonly WordList _words = new();
    private readonly Token[] _tokens = new Token[Window + Foresight];
    private int _lexedTo;
    private int _at;
    private int _count;

    /// <param name="text">The text.</param>
    /// <param name="budget">What may be declared in it; null: as much as in any.</param>
    public TokenReader(ReadOnlyMemory<byte> text, BindingBudget? budget = null)
    {
        (_text, _budget) = (text, budget ?? new BindingBudget());
        Fill();
    }

    public Token Current => _tokens[_at];

    /// <param name="tokens">1, since no parser needs more.</param>
    public Token Ahead(int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, Foresight);
        return _tokens[Math.Min(_at + tokens, _count - 1)];
    }

    public Token Take()
    {
        var taken = Current;
        if (taken.Kind != TokenKind.End) Advance();
        return taken;
    }

    public bool Is(string value) => Current.Kind is TokenKind.Word or TokenKind.Symbol && Current.Value == value;

    public bool TakeIf(string value)
    {
        if (!Is(value)) return false;
        Advance();
        return true;
    }

    public void Expect(string value)
    {
        if (!TakeIf(value)) throw Unexpected($"'{value}'");
    }

    public string ExpectWord(string what) => Current.Kind == TokenKind.Word ? Take().Value : throw Unexpected(what);

    public MetadataException Unexpected(string expected) => new(Current.Offset, $"{Current} where {expected} was expected");

    /// <summary>To be called for whatever is kept of the text: a type, a field, a label, a value.</summary>
    /// <exception cref="MetadataException">The text declares too much.</exception>
    public void Declare() => _budget.Take(Current.Offset);

    private void Advance()
    {
        if (++_at + Foresight >= _count && _tokens[_count - 1].Kind != TokenKind.End) Fill();
    }

    private void Fill()
    {
        _count -= _at;
        Array.Copy(_tokens, _at, _tokens, 0, _count);
        _at = 0;
        var lexer = new Lexer(_text.Span, _lexedTo, _words);
        do _tokens[_count++] = lexer.Next();
        while (_count < _tokens.Length && _tokens[_count - 1].Kind != TokenKind.End);
        _lexedTo = lexer.At;
    }
}
