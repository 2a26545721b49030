namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>Reads types: <c>struct</c>, <c>variant</c>, <c>enum</c>, <c>integer</c>, <c>floating_point</c>, <c>string</c>, aliases, and declarators with their arrays.</summary>
internal sealed class TypeParser(TokenReader tokens)
{
    private const int MaximumDepth = 64;
    private const int MaximumNameWords = 32;
    private static readonly HashSet<string> WordsOfC =
        ["void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "_Bool", "_Complex", "_Imaginary"];

    private readonly BasicTypeParser _basic = new(tokens);
    private int _depth;

    /// <summary>True when a type declaration begins here, and not an assignment to something of that name.</summary>
    public bool AtDeclaration => tokens.Current.Kind == TokenKind.Word
        && tokens.Current.Value is "struct" or "variant" or "enum" or "typealias" or "typedef"
        && !(tokens.Ahead(1).Kind == TokenKind.Symbol && tokens.Ahead(1).Value is "=" or ":=" or ".");

    /// <summary>Reads <c>typealias</c>, <c>typedef</c> or a named type with its semicolon.</summary>
    public void Declare(TypeScope scope)
    {
        var offset = tokens.Current.Offset;
        if (tokens.TakeIf("typealias"))
        {
            var type = Pointers(Specifier(scope, out var words), words, scope);
            if (!tokens.Is(":=")) type = Declarator(type, scope, words, nameNeeded: false).Type;
            tokens.Expect(":=");
            scope.Add(AliasName(), type, offset);
        }
        else if (tokens.TakeIf("typedef"))
        {
            var type = Specifier(scope, out var words);
            do
            {
                var field = Declarator(type, scope, words, nameNeeded: true);
                scope.Add(field.Name, field.Type, field.Offset);
            }
            while (tokens.TakeIf(","));
        }
        else
        {
            Specifier(scope, out _);
        }

        tokens.Expect(";");
    }

    /// <summary>Reads one type, without the declarator that may follow.</summary>
    public Declaration Type(TypeScope scope)
    {
        var type = Specifier(scope, out var words);
        return Pointers(type, words, scope);
    }

    // `words` is the alias's name as written, to which stars may be added.
    private Declaration Specifier(TypeScope scope, out string? words)
    {
        if (++_depth > MaximumDepth) throw new MetadataException(tokens.Current.Offset, $"types nested more than {MaximumDepth} deep");
        tokens.Declare();
        while (tokens.TakeIf("const")) { }
        words = null;
        var offset = tokens.Current.Offset;
        var type = tokens.Current.Kind != TokenKind.Word ? throw tokens.Unexpected("a type") : tokens.Current.Value switch
        {
            "struct" => Structure(scope),
            "variant" => Variant(scope),
            "enum" => Enumeration(scope),
            "integer" => _basic.Integer(),
            "floating_point" => _basic.Float(),
            "string" => _basic.String(),
            _ => null,
        };
        if (type is null)
        {
            words = AliasWords();
            if (tokens.Is("*")) type = new StringDeclaration(offset); // replaced by Pointers, which knows the whole name
            else type = scope.Find(words) ?? throw new MetadataException(offset, $"type '{words}' is not declared");
        }

        while (tokens.TakeIf("const")) { }
        _depth--;
        return type;
    }

    private Declaration Pointers(Declaration type, string? words, TypeScope scope)
    {
        if (!tokens.Is("*")) return type;
        var offset = tokens.Current.Offset;
        if (words is null) throw new MetadataException(offset, "pointer to a type without name");
        words += Stars();
        return scope.Find(words) ?? throw new MetadataException(offset, $"type '{words}' is not declared");
    }

    private string AliasWords()
    {
        var (offset, count) = (tokens.Current.Offset, 1);
        var words = tokens.ExpectWord("a type");
        if (!WordsOfC.Contains(words)) return words;
        while (tokens.Current.Kind == TokenKind.Word && (WordsOfC.Contains(tokens.Current.Value) || tokens.Is("const")))
            if (tokens.Take().Value is var word && word != "const") words += ++count <= MaximumNameWords ? " " + word : throw TooLong(offset);
        return words;
    }

    private string AliasName()
    {
        while (tokens.TakeIf("const")) { }
        var name = AliasWords();
        return name + Stars();
    }

    private string Stars()
    {
        var (stars, offset) = (0, tokens.Current.Offset);
        while (tokens.Is("*") || tokens.Is("const"))
            if (tokens.Take().Value == "*" && ++stars > MaximumNameWords) throw TooLong(offset);
        return string.Concat(Enumerable.Repeat(" *", stars));
    }

    private static MetadataException TooLong(int offset) => new(offset, $"type's name of more than {MaximumNameWords} words");

    private FieldDeclaration Declarator(Declaration type, TypeScope scope, string? words, bool nameNeeded)
    {
        tokens.Declare();
        type = Pointers(type, words, scope);
        var offset = tokens.Current.Offset;
        var name = nameNeeded || tokens.Current.Kind == TokenKind.Word ? tokens.ExpectWord("a field's name") : "";
        var lengths = new List<(int Offset, long Length, List<string>? Path)>();
        while (tokens.TakeIf("["))
        {
            var at = tokens.Current.Offset;
            if (lengths.Count == MaximumDepth) throw new MetadataException(at, $"array of more than {MaximumDepth} dimensions");
            if (tokens.Current.Kind == TokenKind.Word)
                lengths.Add((at, 0, Constant.ReadPath(tokens)));
            else if (Constant.Read(tokens).Unsigned("an array's length") is var length && length <= long.MaxValue)
                lengths.Add((at, (long)length, null));
            else
                throw new MetadataException(at, "array too long");
            tokens.Expect("]");
        }

        for (var i = lengths.Count - 1; i >= 0; i--)
        {
            var (at, length, path) = lengths[i];
            type = path is null ? new ArrayDeclaration(at, type, length) : new SequenceDeclaration(at, type, path);
        }

        return new FieldDeclaration(name, type, offset);
    }

    private Declaration Structure(TypeScope scope)
    {
        var offset = tokens.Take().Offset;
        var name = tokens.Current.Kind == TokenKind.Word && !tokens.Is("align") ? tokens.Take().Value : null;
        if (!tokens.Is("{"))
        {
            var known = (StructureDeclaration)Named(scope, "struct", name, offset);
            return known with { MinimumAlignment = Math.Max(known.MinimumAlignment, StructureAlignment()) };
        }

        var fields = Fields(new TypeScope(scope));
        var type = new StructureDeclaration(offset, fields, StructureAlignment());
        if (name is not null) scope.Add("struct " + name, type, offset);
        return type;
    }

    // `align (8)` behind a structure; a word `align` without bracket is the name of a field of that type.
    private int StructureAlignment()
    {
        if (!tokens.Is("align") || tokens.Ahead(1) is not { Kind: TokenKind.Symbol, Value: "(" }) return 1;
        tokens.Take();
        tokens.Expect("(");
        var alignment = BasicTypeParser.AlignmentOf(Constant.Read(tokens));
        tokens.Expect(")");
        return alignment;
    }

    private Declaration Variant(TypeScope scope)
    {
        var offset = tokens.Take().Offset;
        var name = tokens.Current.Kind == TokenKind.Word ? tokens.Take().Value : null;
        List<string>? tag = null;
        if (tokens.TakeIf("<"))
        {
            tag = Constant.ReadPath(tokens);
            tokens.Expect(">");
        }

        if (!tokens.Is("{"))
        {
            // A variant has its name from its declaration, or from a typedef or typealias of one without name.
            var known = name is not null && scope.Find(name) is VariantDeclaration alias ? alias : (VariantDeclaration)Named(scope, "variant", name, offset);
            return known with { Offset = offset, TagPath = tag ?? known.TagPath };
        }

        var type = new VariantDeclaration(offset, tag, Fields(new TypeScope(scope)));
        if (type.Options.Count == 0) throw new MetadataException(offset, "variant without options");
        if (name is not null) scope.Add("variant " + name, type, offset);
        return type;
    }

    private List<FieldDeclaration> Fields(TypeScope scope)
    {
        tokens.Expect("{");
        var fields = new List<FieldDeclaration>();
        var names = new HashSet<string>();
        while (!tokens.TakeIf("}"))
        {
            if (tokens.TakeIf(";")) continue;
            if (tokens.Is("typealias") || tokens.Is("typedef"))
            {
                Declare(scope);
                continue;
            }

            var type = Specifier(scope, out var words);
            if (tokens.TakeIf(";")) continue; // a named type declared among the fields
            do
            {
                var field = Declarator(type, scope, words, nameNeeded: true);
                if (!names.Add(field.Name)) throw new MetadataException(field.Offset, $"two fields named '{field.Name}'");
                fields.Add(field);
            }
            while (tokens.TakeIf(","));
            tokens.Expect(";");
        }

        return fields;
    }

    private Declaration Enumeration(TypeScope scope)
    {
        var offset = tokens.Take().Offset;
        var name = tokens.Current.Kind == TokenKind.Word ? tokens.Take().Value : null;
        Declaration? container = null;
        if (tokens.TakeIf(":")) container = Type(scope);
        if (!tokens.Is("{")) return Named(scope, "enum", name, offset);
        container ??= scope.Find("int") ?? throw new MetadataException(offset, "enumeration without type, and type 'int' is not declared");
        if (container is not IntegerDeclaration integer) throw new MetadataException(offset, "enumeration on something that is no integer");
        var type = new EnumerationDeclaration(offset, integer, EnumerationLabels.Read(tokens, integer.Signed));
        if (name is not null) scope.Add("enum " + name, type, offset);
        return type;
    }

    private static Declaration Named(TypeScope scope, string kind, string? name, int offset)
    {
        if (name is null) throw new MetadataException(offset, $"{kind} without name and without body");
        return scope.Find($"{kind} {name}") ?? throw new MetadataException(offset, $"'{kind} {name}' is not declared");
    }
}
