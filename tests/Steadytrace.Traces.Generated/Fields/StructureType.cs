namespace Steadytrace.Traces.Generated.Fields;

/// <summary>Fields one after the other.</summary>
public sealed class StructureType : FieldType
{
    public required IReadOnlyList<Field> Fields { get; init; }

    /// <summary>What <c>align(…)</c> says; 1 when it is not written.</summary>
    public int MinimumAlignment { get; init; } = 1;

    /// <summary>Name behind <c>struct</c>; null for one without.</summary>
    public string? Name { get; init; }

    public override int Alignment => Fields.Select(member => member.Type.Alignment).Append(MinimumAlignment).Max();

    public override void Write(ValueWriter writer)
    {
        foreach (var field in Fields) writer.Write(field);
    }
}
