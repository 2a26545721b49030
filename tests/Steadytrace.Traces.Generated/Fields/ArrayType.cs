namespace Steadytrace.Traces.Generated.Fields;

/// <summary>A number of elements that the metadata gives.</summary>
public sealed class ArrayType : FieldType
{
    public required FieldType Element { get; init; }

    public required int Length { get; init; }

    /// <summary>CTF 2: alignment of the array itself.</summary>
    public int MinimumAlignment { get; init; } = 1;

    public override int Alignment => Math.Max(Element.Alignment, MinimumAlignment);

    public override void Write(ValueWriter writer)
    {
        if (writer.Current?.Text is { } text)
        {
            var bytes = text();
            var garbage = (byte)writer.Chance.Number(8);
            for (var i = 0; i < Length; i++) ((IntegerType)Element).Write(writer, i < bytes.Length ? bytes[i] : i == bytes.Length ? (byte)0 : garbage);
            return;
        }

        for (var i = 0; i < Length; i++) writer.Write(Element);
    }
}
