namespace Steadytrace.Traces.Generated.Fields;

/// <summary>CTF 2: a string or BLOB of as many bytes as an earlier field says.</summary>
public sealed class DynamicBytesType : FieldType
{
    public required Field Length { get; init; }

    public required FieldLocation Location { get; init; }

    /// <summary>Null for a BLOB.</summary>
    public required string? Encoding { get; init; }

    public override int Alignment => 8;

    public override void Write(ValueWriter writer)
    {
        for (var left = writer.NumberOf(Length); left > 0; left--) writer.Bits.Bytes([(byte)writer.Chance.Number(8)]);
    }
}
