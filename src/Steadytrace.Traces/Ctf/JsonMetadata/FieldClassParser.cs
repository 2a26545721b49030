using Steadytrace.Traces.Ctf.Metadata;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>Reads field classes (CTF2-SPEC-2.0, 5.3). Attributes and properties that it does not know are passed over; extensions are refused.</summary>
internal sealed class FieldClassParser(BindingBudget budget)
{
    private const int MaximumNumberBits = 64;

    // A reader goes through them for each such field.
    private const int MaximumRanges = 4096;

    private readonly Dictionary<string, FieldClassDeclaration> _aliases = [];

    /// <summary>A field class, or the name of an alias.</summary>
    public FieldClassDeclaration Parse(JsonValue value)
    {
        budget.Take(value.Offset);
        if (value.Kind == JsonKind.Text)
            return _aliases.GetValueOrDefault(value.Text!) ?? throw new MetadataException(value.Offset, $"field class alias '{value.Text}' is not declared before");
        value.Expect(JsonKind.Object, "a field class");
        Extensions.Refuse(value);
        return value.RequiredText("type") switch
        {
            "fixed-length-bit-array" => Bits(value, BitsKind.Plain),
            "fixed-length-bit-map" => BitMap(value),
            "fixed-length-boolean" => Bits(value, BitsKind.Boolean),
            "fixed-length-unsigned-integer" => Integer(value, BitsKind.Unsigned),
            "fixed-length-signed-integer" => Integer(value, BitsKind.Signed),
            "fixed-length-floating-point-number" => FloatingPoint(value),
            "variable-length-unsigned-integer" => Variable(value, signed: false),
            "variable-length-signed-integer" => Variable(value, signed: true),
            "null-terminated-string" => new TerminatedStringDeclaration(value.Offset, UnitBytes(value)),
            "static-length-string" => new StaticBytesDeclaration(value.Offset, value.RequiredLength("length", 0), UnitBytes(value) == 1, []),
            "static-length-blob" => new StaticBytesDeclaration(value.Offset, value.RequiredLength("length", 0), false, Roles(value)),
            "dynamic-length-string" => new DynamicBytesDeclaration(value.Offset, Location(value, "length-field-location"), UnitBytes(value) == 1),
            "dynamic-length-blob" => new DynamicBytesDeclaration(value.Offset, Location(value, "length-field-location"), false),
            "structure" => Structure(value),
            "static-length-array" => new StaticArrayDeclaration(value.Offset, Parse(value.Required("element-field-class")), value.RequiredLength("length", 0), value.FindAlignment("minimum-alignment")),
            "dynamic-length-array" => new DynamicArrayDeclaration(value.Offset, Parse(value.Required("element-field-class")), Location(value, "length-field-location"), value.FindAlignment("minimum-alignment")),
            "optional" => new OptionalDeclaration(value.Offset, Parse(value.Required("field-class")), Location(value, "selector-field-location"),
                value.Find("selector-field-ranges") is { } ranges ? SelectorRanges(ranges, 0) : null),
            "variant" => Variant(value),
            var other => throw new MetadataException(value.Offset, $"field class of type '{other}', which CTF 2 does not have"),
        };
    }

    /// <summary>A structure, or the name of a structure's alias; null when the property is missing.</summary>
    public StructureDeclaration? ParseScope(JsonValue fragment, string property) => fragment.Find(property) switch
    {
        null => null,
        var value => Parse(value) as StructureDeclaration ?? throw new MetadataException(value.Offset, $"'{property}' must be a structure"),
    };

    /// <summary>Gives a field class a name for all fragments that follow.</summary>
    public void AddAlias(JsonValue fragment)
    {
        var name = fragment.RequiredText("name");
        if (!_aliases.TryAdd(name, Parse(fragment.Required("field-class")))) throw new MetadataException(fragment.Offset, $"two field class aliases named '{name}'");
    }

    private static BitsDeclaration Bits(JsonValue value, BitsKind kind)
    {
        var bigEndian = value.RequiredText("byte-order") switch
        {
            "little-endian" => false,
            "big-endian" => true,
            var other => throw new MetadataException(value.Required("byte-order").Offset, $"byte order '{other}'; little-endian and big-endian are allowed"),
        };

        // The order of bits that goes with a byte order: the first bit is the lowest in little-endian fields, the highest in big-endian ones.
        var reversed = value.FindText("bit-order") switch
        {
            null => false,
            "first-to-last" => bigEndian,
            "last-to-first" => !bigEndian,
            var other => throw new MetadataException(value.Required("bit-order").Offset, $"bit order '{other}'; first-to-last and last-to-first are allowed"),
        };
        return new BitsDeclaration(value.Offset, kind, value.RequiredLength("length", 1), bigEndian, reversed, value.FindAlignment("alignment"), []);
    }

    private static BitsDeclaration BitMap(JsonValue value)
    {
        var flags = value.Required("flags").Expect(JsonKind.Object, "a bit map's flags");
        if (flags.Properties.Count == 0) throw new MetadataException(flags.Offset, "bit map without flags");
        foreach (var (name, ranges) in flags.Properties) IntegerRange.ReadSet(ranges, $"flag '{name}'");
        return Bits(value, BitsKind.Plain);
    }

    private static BitsDeclaration Integer(JsonValue value, BitsKind kind)
    {
        var bits = Bits(value, kind);
        if (bits.Length > MaximumNumberBits) throw new MetadataException(value.Offset, $"integer of {bits.Length} bits; at most {MaximumNumberBits} are read");
        CheckMappings(value);
        return bits with { Roles = NumberRoles(value, kind == BitsKind.Signed) };
    }

    private static VariableIntegerDeclaration Variable(JsonValue value, bool signed)
    {
        CheckMappings(value);
        return new VariableIntegerDeclaration(value.Offset, signed, NumberRoles(value, signed));
    }

    private static BitsDeclaration FloatingPoint(JsonValue value)
    {
        var bits = Bits(value, BitsKind.Plain);
        if (bits.Length is not (16 or 32 or 64) && (bits.Length < 128 || bits.Length % 32 != 0))
            throw new MetadataException(value.Offset, $"floating-point number of {bits.Length} bits; 16, 32, 64, 128, and multiples of 32 above are allowed");
        return bits;
    }

    private static void CheckMappings(JsonValue value)
    {
        if (value.Find("mappings") is not { } mappings) return;
        foreach (var (name, ranges) in mappings.Expect(JsonKind.Object, "mappings").Properties) IntegerRange.ReadSet(ranges, $"mapping '{name}'");
    }

    private static IReadOnlyList<string> NumberRoles(JsonValue value, bool signed)
    {
        var roles = Roles(value);
        return signed && roles.Count > 0 ? throw new MetadataException(value.Offset, "signed integer with roles; only unsigned ones can have them") : roles;
    }

    private static IReadOnlyList<string> Roles(JsonValue value)
    {
        if (value.Find("roles") is not { } declared) return [];
        var roles = declared.Expect(JsonKind.Array, "roles").Items.Select(role => role.AsText("roles")).Distinct().ToList();
        return roles.Find(role => !RoleNames.Exists(role)) is { } unknown ? throw new MetadataException(declared.Offset, $"role '{unknown}', which CTF 2 does not have") : roles;
    }

    private static int UnitBytes(JsonValue value) => value.FindText("encoding") switch
    {
        null or "utf-8" => 1,
        "utf-16be" or "utf-16le" => 2,
        "utf-32be" or "utf-32le" => 4,
        var other => throw new MetadataException(value.Required("encoding").Offset, $"encoding '{other}'; utf-8, utf-16be, utf-16le, utf-32be and utf-32le are allowed"),
    };

    private List<IntegerRange> SelectorRanges(JsonValue value, int before)
    {
        var ranges = IntegerRange.ReadSet(value, "selector-field-ranges");
        foreach (var range in ranges) budget.Take(range.Offset);
        return before + ranges.Count <= MaximumRanges ? ranges : throw new MetadataException(value.Offset, $"more than {MaximumRanges} selector ranges of one field");
    }

    private static FieldLocation Location(JsonValue value, string property) => FieldLocation.Read(value.Required(property));

    private StructureDeclaration Structure(JsonValue value)
    {
        var members = new List<MemberDeclaration>();
        foreach (var member in value.Find("member-classes")?.Expect(JsonKind.Array, "member-classes").Items ?? [])
        {
            Extensions.Refuse(member.Expect(JsonKind.Object, "a member class"));
            members.Add(new MemberDeclaration(member.Offset, member.RequiredText("name"), Parse(member.Required("field-class"))));
        }

        // The specification wants names to differ, but valid conformance traces repeat them: who asks for such a name gets the last one.
        return new StructureDeclaration(value.Offset, members, value.FindAlignment("minimum-alignment"));
    }

    private VariantDeclaration Variant(JsonValue value)
    {
        var (options, ranges) = (new List<OptionDeclaration>(), 0);
        foreach (var option in value.Required("options").Expect(JsonKind.Array, "options").Items)
        {
            Extensions.Refuse(option.Expect(JsonKind.Object, "an option"));
            options.Add(new OptionDeclaration(option.Offset, SelectorRanges(option.Required("selector-field-ranges"), ranges), Parse(option.Required("field-class"))));
            ranges += options[^1].Ranges.Count;
        }

        return options.Count > 0 ? new VariantDeclaration(value.Offset, options, Location(value, "selector-field-location")) : throw new MetadataException(value.Offset, "variant without options");
    }
}
