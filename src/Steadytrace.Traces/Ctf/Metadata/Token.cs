namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    End,

    /// <summary>An identifier or a word of the language; the parser tells them apart by where they stand.</summary>
    Word,
    Integer,
    Text,
    Character,
    Symbol,
}

/// <summary>A piece of metadata text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">The word or symbol itself, a literal's content.</param>
/// <param name="Number">The value of an integer literal.</param>
/// <param name="Offset">Bytes from the beginning of the text.</param>
internal readonly record struct Token(TokenKind Kind, string Value, ulong Number, int Offset)
{
    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end of the metadata",
        TokenKind.Integer => Number.ToString(),
        TokenKind.Text => $"\"{Value}\"",
        _ => $"'{Value}'",
    };
}
