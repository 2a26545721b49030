namespace Steadytrace.Traces.Generated.Fields;

/// <summary>A named member of a structure.</summary>
public sealed class Field(string name, FieldType type)
{
    public string Name { get; } = name;

    public FieldType Type { get; } = type;

    /// <summary>The field is the length of a sequence: its values stay small.</summary>
    public bool IsLength { get; set; }

    /// <summary>Variants chosen by the field: its values choose one of their options.</summary>
    public List<VariantType> Chooses { get; } = [];

    /// <summary>The value to write; null for a random one.</summary>
    public Func<ulong>? Value { get; init; }

    /// <summary>The text to write; null for a random one.</summary>
    public Func<byte[]>? Text { get; init; }
}
