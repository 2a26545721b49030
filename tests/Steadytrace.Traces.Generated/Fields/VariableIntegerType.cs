namespace Steadytrace.Traces.Generated.Fields;

/// <summary>CTF 2: an integer of as many bytes as its value needs (LEB128).</summary>
public sealed class VariableIntegerType : FieldType
{
    private const int GroupBits = 7;

    public required bool Signed { get; init; }

    public override int Alignment => 8;

    public override void Write(ValueWriter writer)
    {
        var field = writer.Current;
        var value = field switch
        {
            { Value: { } given } => given(),
            { IsLength: true } => (ulong)writer.Chance.Below(6),
            _ when Signed && writer.Chance.Percent(50) => ~writer.Chance.Number(63),
            _ => writer.Chance.Number(Signed ? 63 : 64),
        };
        writer.Keep(field, value);
        for (var isLast = false; !isLast;)
        {
            var group = (byte)(value & 0x7F);
            value = Signed ? (ulong)((long)value >> GroupBits) : value >> GroupBits;
            isLast = Signed ? value == ((group & 0x40) != 0 ? ulong.MaxValue : 0) : value == 0;
            writer.Bits.Bytes([isLast ? group : (byte)(group | 0x80)]);
        }
    }
}
