namespace Steadytrace.Traces.Generated.Fields;

/// <summary>CTF 2: letters of two or four bytes and a zero letter.</summary>
public sealed class WideStringType : FieldType
{
    public required string Encoding { get; init; }

    public override int Alignment => 8;

    public override void Write(ValueWriter writer)
    {
        writer.Bits.Bytes(TextBytes.Any(writer.Chance, Encoding));
        writer.Bits.Bytes(new byte[TextBytes.UnitOf(Encoding)]);
    }
}
