namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>The inside of a block: its assignments (<c>name = value;</c>) and types (<c>name := type;</c>). Names it does not know are the reader's to ignore.</summary>
internal sealed class Block
{
    private readonly Dictionary<string, Constant> _values = [];
    private readonly Dictionary<string, Declaration> _types = [];

    /// <summary>Reads from the opening to the closing brace. Types declared inside are seen inside only.</summary>
    /// <param name="tokens">What is to be read.</param>
    /// <param name="types">Reads the types.</param>
    /// <param name="outer">The types declared around it.</param>
    /// <param name="mayRepeat">A name may be given twice, and the first value counts: environments are notes of the tracer's, on which nothing else depends.</param>
    public Block(TokenReader tokens, TypeParser types, TypeScope outer, bool mayRepeat = false)
    {
        var scope = new TypeScope(outer);
        tokens.Expect("{");
        while (!tokens.TakeIf("}"))
        {
            if (tokens.TakeIf(";")) continue;
            if (types.AtDeclaration)
            {
                types.Declare(scope);
                continue;
            }

            tokens.Declare();
            var offset = tokens.Current.Offset;
            var name = tokens.Current.Kind == TokenKind.Text ? tokens.Take().Value : string.Join('.', Constant.ReadPath(tokens));
            if (tokens.TakeIf("="))
            {
                if (!_values.TryAdd(name, Constant.Read(tokens)) && !mayRepeat) throw new MetadataException(offset, $"'{name}' is given twice");
            }
            else if (tokens.TakeIf(":="))
            {
                if (!_types.TryAdd(name, types.Type(scope))) throw new MetadataException(offset, $"'{name}' is given twice");
            }
            else
            {
                throw tokens.Unexpected("'=' or ':='");
            }

            tokens.Expect(";");
        }
    }

    public Dictionary<string, Constant> Values => _values;

    public Constant? Value(string name) => _values.TryGetValue(name, out var value) ? value : null;

    public Declaration? Type(string name) => _types.GetValueOrDefault(name);
}
