using System.Text.Json.Nodes;
using Steadytrace.Traces.Generated.Fields;

namespace Steadytrace.Traces.Generated.Text;

/// <summary>Writes types as field classes of CTF 2.</summary>
public sealed class JsonClasses(Chance chance, ConstructCounts counts)
{
    /// <summary>The class that an alias stands for.</summary>
    public JsonNode Declaration(FieldType type) => Body(type, FieldScope.Payload);

    /// <summary>A type where it is used: by its alias, if it has one.</summary>
    public JsonNode Use(FieldType type, FieldScope scope) => type switch
    {
        VariantType => Body(type, scope),
        _ when AliasOf(type) is { } alias => alias,
        _ => Body(type, scope),
    };

    /// <summary>The name by which fragments know a type; null for one without, and for variants, whose selectors differ from place to place.</summary>
    public static string? AliasOf(FieldType type) => type switch
    {
        { Alias: { } alias } => alias,
        StructureType { Name: { } name } => $"struct {name}",
        EnumerationType { Name: { } name } => $"enum {name}",
        _ => null,
    };

    private JsonObject Body(FieldType type, FieldScope scope)
    {
        JsonObject body = type switch
        {
            IntegerType integer => Integer(integer),
            EnumerationType enumeration => Enumeration(enumeration),
            VariableIntegerType integer => new() { ["type"] = $"variable-length-{(integer.Signed ? "" : "un")}signed-integer" },
            FloatType number => Fixed("floating-point-number", number.IsDouble ? 64 : 32, number.Align, number.BigEndian),
            BitsType bits => Bits(bits),
            StringType => Text("null-terminated", "utf-8"),
            WideStringType text => Text("null-terminated", text.Encoding),
            StaticBytesType bytes => Bytes("static-length", bytes.Encoding, new("length", bytes.Length)),
            DynamicBytesType bytes => Bytes("dynamic-length", bytes.Encoding, new("length-field-location", Location(bytes.Location))),
            ArrayType array => Array("static-length-array", array.Element, array.MinimumAlignment, new("length", array.Length), scope),
            SequenceType array => Array("dynamic-length-array", array.Element, array.MinimumAlignment, new("length-field-location", Location(array.Location, array.Path)), scope),
            StructureType structure => Structure(structure, scope),
            OptionalType optional => Optional(optional, scope),
            VariantType variant => Variant(variant, scope),
            _ => throw new InvalidOperationException($"{type.GetType().Name} is no field class"),
        };
        JsonFreedoms.Add(body, chance, counts);
        return body;
    }

    private JsonObject Fixed(string what, int length, int alignment, bool bigEndian)
    {
        var body = new JsonObject { ["type"] = $"fixed-length-{what}", ["length"] = length, ["byte-order"] = bigEndian ? "big-endian" : "little-endian" };
        if (alignment > 1 || chance.Percent(20)) body["alignment"] = alignment;
        return body;
    }

    private JsonObject Integer(IntegerType type)
    {
        var body = Fixed($"{(type.Signed ? "" : "un")}signed-integer", type.Size, type.Align, type.BigEndian);
        if (type.Reversed) body["bit-order"] = type.BigEndian ? "first-to-last" : "last-to-first";
        else if (chance.Percent(10)) body["bit-order"] = type.BigEndian ? "last-to-first" : "first-to-last";
        if (chance.Percent(10)) body["preferred-display-base"] = chance.Pick(2, 8, 10, 16);
        return body;
    }

    private JsonObject Enumeration(EnumerationType type)
    {
        var body = Integer(type.Container);
        if (chance.Percent(70))
            body["mappings"] = new JsonObject(type.Labels.GroupBy(label => label.Name).Select(label => KeyValuePair.Create(label.Key, (JsonNode?)Ranges(label.Select(range => ((Int128)range.Low, (Int128)range.High))))));
        return body;
    }

    private JsonObject Bits(BitsType type)
    {
        var body = Fixed(type.Kind switch { BitsKind.Array => "bit-array", BitsKind.Map => "bit-map", _ => "boolean" }, type.Size, type.Align, type.BigEndian);
        if (type.Kind == BitsKind.Map) body["flags"] = new JsonObject { ["a"] = Ranges([(0, 0)]), ["b c"] = Ranges([(1, 3), (5, 5)]) };
        return body;
    }

    private JsonObject Text(string length, string encoding)
    {
        var body = new JsonObject { ["type"] = $"{length}-string" };
        if (encoding != "utf-8" || chance.Percent(20)) body["encoding"] = encoding;
        return body;
    }

    private JsonObject Bytes(string kind, string? encoding, KeyValuePair<string, JsonNode?> length)
    {
        var body = encoding is null ? new JsonObject { ["type"] = $"{kind}-blob" } : Text(kind, encoding);
        if (encoding is null && chance.Percent(20)) body["media-type"] = "application/x-tar";
        body.Add(length);
        return body;
    }

    // Characters of eight bits may as well be told as a string.
    private JsonObject Array(string kind, FieldType element, int alignment, KeyValuePair<string, JsonNode?> length, FieldScope scope)
    {
        if (alignment == 1 && element is IntegerType { Size: 8, Align: 8, Alias: null, Reversed: false } && chance.Percent(40)) return Bytes(kind.Replace("-array", ""), "utf-8", length);
        var body = new JsonObject { ["type"] = kind, ["element-field-class"] = Use(element, scope) };
        if (alignment > 1) body["minimum-alignment"] = alignment;
        body.Add(length);
        return body;
    }

    private JsonObject Structure(StructureType structure, FieldScope scope)
    {
        var body = new JsonObject { ["type"] = "structure" };
        if (structure.Fields.Count > 0 || chance.Percent(50)) body["member-classes"] = new JsonArray([.. structure.Fields.Select(field => Member(field, scope))]);
        if (structure.MinimumAlignment > 1) body["minimum-alignment"] = structure.MinimumAlignment;
        return body;
    }

    private JsonObject Member(Field field, FieldScope scope)
    {
        var role = field.Value is null && field.Text is null ? null : JsonRoles.Of(scope, field.Name);
        var fieldClass = role == JsonRoles.Uuid ? new JsonObject { ["type"] = "static-length-blob", ["length"] = 16 } : Use(field.Type, scope);
        if (role is not null)
        {
            ((JsonObject)fieldClass)["roles"] = new JsonArray(role);
            counts.Note(JsonRoles.ConstructOf(role, scope));
        }

        var member = new JsonObject { ["name"] = field.Name, ["field-class"] = fieldClass };
        JsonFreedoms.Add(member, chance, counts);
        return member;
    }

    private JsonObject Optional(OptionalType type, FieldScope scope)
    {
        var body = new JsonObject { ["type"] = "optional", ["selector-field-location"] = Location(type.Location), ["field-class"] = Use(type.Field, scope) };
        if (type.Ranges is { } ranges) body["selector-field-ranges"] = Ranges(ranges);
        return body;
    }

    private JsonObject Variant(VariantType type, FieldScope scope)
    {
        var labels = ((EnumerationType)type.Tag.Type).Labels;
        var options = type.Options.Select(option => (JsonNode)new JsonObject
        {
            ["selector-field-ranges"] = Ranges(labels.Where(label => label.Name == option.Name).Select(label => ((Int128)label.Low, (Int128)label.High))),
            ["field-class"] = Use(option.Type, scope),
        });
        return new JsonObject { ["type"] = "variant", ["selector-field-location"] = Location(type.Location, type.Path), ["options"] = new JsonArray([.. options]) };
    }

    private static JsonArray Ranges(IEnumerable<(Int128 Low, Int128 High)> ranges) => new([.. ranges.Select(range => (JsonNode)new JsonArray(Number(range.Low), Number(range.High)))]);

    private static JsonValue Number(Int128 number) => number > long.MaxValue ? JsonValue.Create((ulong)number) : JsonValue.Create((long)number);

    // A type of a tracer's own header has no location: its tag stands beside it.
    private static JsonObject Location(FieldLocation? location, string path = "")
    {
        var items = Enumerable.Repeat<JsonNode?>(null, location?.Up ?? 0).Concat((location?.Path ?? path).Split('.').Select(name => (JsonNode?)name));
        var told = new JsonObject { ["path"] = new JsonArray([.. items]) };
        if (location?.Origin is { } origin) told["origin"] = JsonRoles.OriginOf(origin);
        return told;
    }
}
