namespace Steadytrace.Traces.Generated.Fields;

/// <summary>An integer of 1 to 64 bits.</summary>
public sealed class IntegerType : FieldType
{
    public required int Size { get; init; }

    public required int Align { get; init; }

    public bool Signed { get; init; }

    /// <summary>The byte order in which it is written.</summary>
    public required bool BigEndian { get; init; }

    /// <summary>The metadata says <c>byte_order</c>; it must where the order is not the trace's.</summary>
    public bool TellsByteOrder { get; init; }

    public string? Base { get; init; }

    public string? Encoding { get; init; }

    /// <summary>The clock that the metadata maps it to.</summary>
    public string? Clock { get; init; }

    /// <summary>CTF 2: the lowest bit stands where the highest would.</summary>
    public bool Reversed { get; init; }

    public override int Alignment => Align;

    public override void Write(ValueWriter writer)
    {
        var field = writer.Current;
        var value = field switch
        {
            { Value: { } given } => given(),
            { IsLength: true } => (ulong)writer.Chance.Below(Math.Min(Size >= 3 ? 6 : 1 << Size, 6)),
            _ => writer.Chance.Number(Size),
        };
        writer.Keep(field, value);
        Write(writer, value);
    }

    private ulong Turned(ulong value)
    {
        ulong turned = 0;
        for (var i = 0; i < Size; i++) turned |= (value >> i & 1) << (Size - 1 - i);
        return turned;
    }

    public void Write(ValueWriter writer, ulong value)
    {
        writer.Counts.NoteIf(writer.Bits.At % 8 != 0, Construct.IntegerAtOddBit);
        writer.Bits.Integer(Reversed ? Turned(value) : value, Size, BigEndian);
    }
}
