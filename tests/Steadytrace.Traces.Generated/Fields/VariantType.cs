namespace Steadytrace.Traces.Generated.Fields;

/// <summary>One of several fields, chosen by an earlier enumeration.</summary>
public sealed class VariantType : FieldType
{
    public required Field Tag { get; init; }

    /// <summary>The path by which the metadata names the tag.</summary>
    public required string Path { get; init; }

    /// <summary>Where CTF 2 finds the tag; null: beside the field.</summary>
    public FieldLocation? Location { get; init; }

    public required IReadOnlyList<Field> Options { get; init; }

    /// <summary>Name behind <c>variant</c>; null for one without.</summary>
    public string? Name { get; init; }

    public override int Alignment => 1;

    public override void Write(ValueWriter writer)
    {
        var tag = (long)writer.NumberOf(Tag);
        var label = ((EnumerationType)Tag.Type).Labels.First(label => tag >= label.Low && tag <= label.High);
        writer.Write(Options.First(option => option.Name == label.Name));
    }
}
