namespace Steadytrace.Traces.Generated.Fields;

/// <summary>CTF 2: a bit array, a bit map, or a boolean.</summary>
public sealed class BitsType : FieldType
{
    public required BitsKind Kind { get; init; }

    public required int Size { get; init; }

    public required int Align { get; init; }

    public required bool BigEndian { get; init; }

    public override int Alignment => Align;

    public override void Write(ValueWriter writer)
    {
        var (field, left) = (writer.Current, Size);
        for (; left > 64; left -= 8) writer.Bits.Integer(writer.Chance.Bits(), 8, BigEndian);
        var value = writer.Chance.Percent(40) ? 0 : writer.Chance.Number(left);
        writer.Keep(field, value);
        writer.Bits.Integer(value, left, BigEndian);
    }
}
