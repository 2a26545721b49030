using Steadytrace.Traces.Ctf.Metadata;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>What a JSON value is, as far as CTF 2 metadata needs it.</summary>
internal enum JsonKind
{
    Object,
    Array,
    Text,
    Integer,
    Null,

    /// <summary>True, false, and numbers that are no integers of 64 bits: nowhere asked for outside attributes.</summary>
    Other,
}

/// <summary>A value of a fragment, with its place in the metadata, so that an error can name it.</summary>
internal sealed class JsonValue(JsonKind kind, int offset)
{
    public JsonKind Kind { get; } = kind;

    /// <summary>Bytes from the beginning of the metadata text.</summary>
    public int Offset { get; } = offset;

    public string? Text { get; init; }

    public Int128 Integer { get; init; }

    public IReadOnlyList<JsonValue> Items { get; init; } = [];

    public IReadOnlyDictionary<string, JsonValue> Properties { get; init; } = EmptyProperties;

    private static readonly Dictionary<string, JsonValue> EmptyProperties = [];

    /// <summary>A property that may be missing.</summary>
    public JsonValue? Find(string name) => Properties.GetValueOrDefault(name);

    /// <exception cref="MetadataException">There is none.</exception>
    public JsonValue Required(string name) => Find(name) ?? throw new MetadataException(Offset, $"object without property '{name}'");

    public string? FindText(string name) => Find(name)?.AsText(name);

    public string RequiredText(string name) => Required(name).AsText(name);

    public ulong? FindUnsigned(string name) => Find(name)?.AsUnsigned(name);

    /// <summary>A size or length: not below <paramref name="least"/>, and not beyond what any packet can hold.</summary>
    public long RequiredLength(string name, long least)
    {
        var value = Required(name);
        var length = value.AsUnsigned(name);
        if (length < (ulong)least) throw new MetadataException(value.Offset, $"'{name}' of {length}; at least {least} is allowed");
        if (length > long.MaxValue) throw new MetadataException(value.Offset, $"'{name}' of {length} is larger than any packet");
        return (long)length;
    }

    /// <summary>An alignment in bits; 1 where the property is missing.</summary>
    public int FindAlignment(string name)
    {
        if (Find(name) is not { } value) return 1;
        var bits = value.AsUnsigned(name);
        if (bits is 0 or > 1 << 30 || !ulong.IsPow2(bits)) throw new MetadataException(value.Offset, $"'{name}' of {bits}; it must be a power of two up to 2^30");
        return (int)bits;
    }

    public string AsText(string what) => Kind == JsonKind.Text ? Text! : throw new MetadataException(Offset, $"'{what}' must be a string");

    public ulong AsUnsigned(string what) =>
        Kind == JsonKind.Integer && Integer >= 0 && Integer <= ulong.MaxValue ? (ulong)Integer : throw new MetadataException(Offset, $"'{what}' must be an integer from 0 to 2^64 - 1");

    public long AsSigned(string what) =>
        Kind == JsonKind.Integer && Integer >= long.MinValue && Integer <= long.MaxValue ? (long)Integer : throw new MetadataException(Offset, $"'{what}' must be an integer of 64 bits");

    /// <returns>This value.</returns>
    public JsonValue Expect(JsonKind kind, string what) =>
        Kind == kind ? this : throw new MetadataException(Offset, $"{what} must be {(kind == JsonKind.Object ? "an object" : "an array")}");
}
