namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>The right side of an assignment: a number, or a text (literal, word, or dotted path).</summary>
internal readonly record struct Constant(string? Text, ulong Magnitude, bool Negative, int Offset)
{
    private const int MaximumPathWords = 256;

    /// <summary>A number of 0 or more.</summary>
    public ulong Unsigned(string what) =>
        Text is null && (!Negative || Magnitude == 0) ? Magnitude : throw new MetadataException(Offset, $"{what} must be an integer of 0 or more");

    /// <summary>A number of either sign that fits into 64 bits.</summary>
    public long Signed(string what)
    {
        if (Text is not null) throw new MetadataException(Offset, $"{what} must be an integer");
        if (!Negative && Magnitude <= long.MaxValue) return (long)Magnitude;
        if (Negative && Magnitude <= 1UL << 63) return unchecked(-(long)Magnitude);
        throw new MetadataException(Offset, $"{what} does not fit into a signed integer of 64 bits");
    }

    /// <summary>The number's 64 bits in two's complement.</summary>
    public ulong Bits(string what) => Text is null && !Negative ? Magnitude : unchecked((ulong)Signed(what));

    public string Word(string what) => Text ?? throw new MetadataException(Offset, $"{what} must be a word or a text");

    /// <summary><c>true</c>, <c>false</c>, 1 or 0.</summary>
    public bool Truth(string what) => Text switch
    {
        "true" or "TRUE" => true,
        "false" or "FALSE" => false,
        null when !Negative && Magnitude <= 1 => Magnitude == 1,
        _ => throw new MetadataException(Offset, $"{what} must be true or false"),
    };

    /// <inheritdoc cref="ConstantExpression.Read"/>
    public static Constant Read(TokenReader tokens) => new ConstantExpression(tokens).Read();

    /// <summary>Words with dots between them.</summary>
    public static List<string> ReadPath(TokenReader tokens)
    {
        var path = new List<string> { tokens.ExpectWord("a name") };
        while (tokens.Is(".") || tokens.Is("->"))
        {
            if (path.Count == MaximumPathWords) throw new MetadataException(tokens.Current.Offset, $"path of more than {MaximumPathWords} names");
            tokens.Take();
            path.Add(tokens.ExpectWord("a name"));
        }

        return path;
    }
}
