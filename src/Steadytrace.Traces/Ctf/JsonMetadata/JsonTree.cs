using System.Text.Json;
using Steadytrace.Traces.Ctf.Metadata;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>Makes values of a JSON text. A comma behind the last element is let pass, as the producers' own tools do.</summary>
internal ref struct JsonTree
{
    /// <summary>Values of one fragment; an event of a kernel has a few hundred.</summary>
    public const int MaximumValues = 100_000;

    /// <summary>Levels of objects and arrays; a field class takes three.</summary>
    public const int MaximumDepth = 256;

    private readonly int _offset;
    private Utf8JsonReader _reader;
    private int _values;

    private JsonTree(ReadOnlySpan<byte> text, int offset)
    {
        _offset = offset;
        _reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowTrailingCommas = true, MaxDepth = MaximumDepth });
    }

    /// <param name="text">One JSON text, nothing behind it but white space.</param>
    /// <param name="offset">Where it begins in the metadata.</param>
    /// <exception cref="MetadataException">It is not JSON, or too large.</exception>
    public static JsonValue Parse(ReadOnlySpan<byte> text, int offset)
    {
        var tree = new JsonTree(text, offset);
        try
        {
            tree.Read();
            var value = tree.Value();
            if (tree._reader.Read()) throw new MetadataException(tree.At, "text behind the end of a fragment");
            return value;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // An invalid operation is a string that is no UTF-8, or holds half a surrogate pair.
            var at = error is JsonException ? offset + (int)tree._reader.BytesConsumed : tree.At;
            throw new MetadataException(at, $"not JSON: {error.Message.Split(" LineNumber:")[0]}");
        }
    }

    private readonly int At => _offset + (int)_reader.TokenStartIndex;

    private void Read()
    {
        if (!_reader.Read()) throw new MetadataException(At, "fragment that ends too early");
    }

    private JsonValue Value()
    {
        if (++_values > MaximumValues) throw new MetadataException(At, $"fragment of more than {MaximumValues} values");
        var at = At;
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return new JsonValue(JsonKind.Object, at) { Properties = Properties() };
            case JsonTokenType.StartArray:
                var items = new List<JsonValue>();
                for (Read(); _reader.TokenType != JsonTokenType.EndArray; Read()) items.Add(Value());
                return new JsonValue(JsonKind.Array, at) { Items = items };
            case JsonTokenType.String:
                return new JsonValue(JsonKind.Text, at) { Text = _reader.GetString() };
            case JsonTokenType.Number when _reader.TryGetUInt64(out var number):
                return new JsonValue(JsonKind.Integer, at) { Integer = number };
            case JsonTokenType.Number when _reader.TryGetInt64(out var negative):
                return new JsonValue(JsonKind.Integer, at) { Integer = negative };
            case JsonTokenType.Null:
                return new JsonValue(JsonKind.Null, at);
            default:
                return new JsonValue(JsonKind.Other, at);
        }
    }

    private Dictionary<string, JsonValue> Properties()
    {
        var properties = new Dictionary<string, JsonValue>();
        for (Read(); _reader.TokenType != JsonTokenType.EndObject; Read())
        {
            var (name, at) = (_reader.GetString()!, At);
            Read();
            if (!properties.TryAdd(name, Value())) throw new MetadataException(at, $"object with two properties '{name}'");
        }

        return properties;
    }
}
