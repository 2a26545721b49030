namespace Steadytrace.Traces.Generated.Fields;

/// <summary>CTF 2: a string or BLOB of a length that the metadata gives.</summary>
public sealed class StaticBytesType : FieldType
{
    public required int Length { get; init; }

    /// <summary>Null for a BLOB.</summary>
    public required string? Encoding { get; init; }

    public override int Alignment => 8;

    public override void Write(ValueWriter writer)
    {
        var text = Encoding is null ? [] : TextBytes.Any(writer.Chance, Encoding);
        for (var i = 0; i < Length; i++) writer.Bits.Bytes([i < text.Length ? text[i] : (byte)writer.Chance.Number(8)]);
    }
}
