namespace Steadytrace.Traces.Generated.Fields;

/// <summary>As many elements as an earlier field says.</summary>
public sealed class SequenceType : FieldType
{
    public required FieldType Element { get; init; }

    public required Field Length { get; init; }

    /// <summary>The path by which the metadata names the length.</summary>
    public required string Path { get; init; }

    public override int Alignment => Element.Alignment;

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
