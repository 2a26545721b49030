namespace Steadytrace.Traces.Generated.Fields;

/// <summary>As many elements as an earlier field says.</summary>
public sealed class SequenceType : FieldType
{
    public required FieldType Element { get; init; }

    public required Field Length { get; init; }

    /// <summary>The path by which the metadata names the length.</summary>
    public required string Path { get; init; }

    /// <summary>Where CTF 2 finds the length; null: beside the field.</summary>
    public FieldLocation? Location { get; init; }

    /// <summary>CTF 2: alignment of the array itself.</summary>
    public int MinimumAlignment { get; init; } = 1;

    public override int Alignment => Math.Max(Element.Alignment, MinimumAlignment);

    public override void Write(ValueWriter writer)
    {
        var length = (int)writer.NumberOf(Length);
        if (writer.Current?.Text is { } text)
        {
            writer.Bits.Bytes(text());
            return;
        }

        for (var i = 0; i < length; i++) writer.Write(Element);
    }
}
