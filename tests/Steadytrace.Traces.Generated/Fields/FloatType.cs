namespace Steadytrace.Traces.Generated.Fields;

/// <summary>A floating-point number of 32 or 64 bits.</summary>
public sealed class FloatType : FieldType
{
    public required bool IsDouble { get; init; }

    public required int Align { get; init; }

    public required bool BigEndian { get; init; }

    public required bool TellsByteOrder { get; init; }

    public override int Alignment => Align;

    public override void Write(ValueWriter writer) => writer.Bits.Integer(writer.Chance.Bits(), IsDouble ? 64 : 32, BigEndian);
}
