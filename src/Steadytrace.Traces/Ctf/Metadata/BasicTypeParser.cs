namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>Reads <c>integer { … }</c>, <c>floating_point { … }</c> and <c>string { … }</c>. Attributes it does not know are read over.</summary>
internal sealed class BasicTypeParser(TokenReader tokens)
{
    private const int MaximumAlignment = 1 << 16;
    private const int MaximumFloatDigits = 1024;
    private const int MaximumAttributes = 1024;

    public IntegerDeclaration Integer()
    {
        var offset = tokens.Take().Offset;
        int? size = null, alignment = null;
        bool signed = false;
        bool? bigEndian = null;
        string? clock = null;
        foreach (var (name, value) in Attributes())
        {
            switch (name)
            {
                case "size":
                    if (value.Unsigned("size") is var bits && bits is 0 or > 64) throw new MetadataException(value.Offset, $"integer of {bits} bits; 1 to 64 are allowed");
                    size = (int)bits;
                    break;
                case "align": alignment = AlignmentOf(value); break;
                case "signed": signed = value.Truth("signed"); break;
                case "byte_order": bigEndian = ByteOrder(value); break;
                case "map": clock = ClockOf(value); break;
            }
        }

        if (size is not { } given) throw new MetadataException(offset, "integer without size");
        return new IntegerDeclaration(offset, given, signed, alignment ?? (given % 8 == 0 ? 8 : 1), bigEndian, clock);
    }

    public FloatDeclaration Float()
    {
        var offset = tokens.Take().Offset;
        ulong exponent = 0, mantissa = 0;
        int? alignment = null;
        foreach (var (name, value) in Attributes())
        {
            switch (name)
            {
                case "exp_dig": exponent = value.Unsigned("exp_dig"); break;
                case "mant_dig": mantissa = value.Unsigned("mant_dig"); break;
                case "align": alignment = AlignmentOf(value); break;
                case "byte_order": ByteOrder(value); break;
            }
        }

        if (exponent is 0 or > MaximumFloatDigits || mantissa is 0 or > MaximumFloatDigits)
            throw new MetadataException(offset, $"floating-point number with exp_dig {exponent} and mant_dig {mantissa}; 1 to {MaximumFloatDigits} are allowed for each");
        var size = (int)(exponent + mantissa);
        return new FloatDeclaration(offset, size, alignment ?? (size % 8 == 0 ? 8 : 1));
    }

    public StringDeclaration String()
    {
        var offset = tokens.Take().Offset;
        if (tokens.Is("{")) _ = Attributes();
        return new StringDeclaration(offset);
    }

    /// <summary>An alignment in bits: a power of two.</summary>
    public static int AlignmentOf(Constant value)
    {
        var bits = value.Unsigned("align");
        if (bits is 0 or > MaximumAlignment || (bits & (bits - 1)) != 0)
            throw new MetadataException(value.Offset, $"alignment of {bits} bits; powers of two up to {MaximumAlignment} are allowed");
        return (int)bits;
    }

    /// <summary><c>be</c>, <c>network</c>: true; <c>le</c>: false; <c>native</c>: null.</summary>
    public static bool? ByteOrder(Constant value) => value.Word("byte_order") switch
    {
        "be" or "network" => true,
        "le" => false,
        "native" => null,
        var other => throw new MetadataException(value.Offset, $"byte order '{other}'; le, be, network and native are allowed"),
    };

    private static string ClockOf(Constant value)
    {
        var parts = value.Word("map").Split('.');
        return parts is ["clock", var name, "value"] ? name : throw new MetadataException(value.Offset, "map must be clock.NAME.value");
    }

    private List<(string Name, Constant Value)> Attributes()
    {
        tokens.Expect("{");
        var attributes = new List<(string, Constant)>();
        while (!tokens.TakeIf("}"))
        {
            if (tokens.TakeIf(";")) continue;
            if (attributes.Count == MaximumAttributes) throw new MetadataException(tokens.Current.Offset, $"type of more than {MaximumAttributes} attributes");
            var name = tokens.ExpectWord("an attribute");
            tokens.Expect("=");
            attributes.Add((name, Constant.Read(tokens)));
            tokens.Expect(";");
        }

        return attributes;
    }
}
