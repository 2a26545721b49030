namespace Steadytrace.Traces.Generated.Fields;

/// <summary>CTF 2: a field that is there if an earlier one is true, or lies in one of some ranges.</summary>
public sealed class OptionalType : FieldType
{
    public required Field Selector { get; init; }

    public required FieldLocation Location { get; init; }

    /// <summary>Both ends included; null where the selector is a boolean.</summary>
    public required IReadOnlyList<(Int128 Low, Int128 High)>? Ranges { get; init; }

    public required FieldType Field { get; init; }

    public override int Alignment => 1;

    /// <summary>Whether a selector's values are signed.</summary>
    public static bool IsSigned(FieldType selector) => selector is IntegerType { Signed: true } or VariableIntegerType { Signed: true } or EnumerationType { Container.Signed: true };

    public override void Write(ValueWriter writer)
    {
        var bits = writer.NumberOf(Selector);
        var value = (Int128)bits;
        if (IsSigned(Selector.Type)) value = (long)(bits << (64 - SizeOf(Selector.Type))) >> (64 - SizeOf(Selector.Type));
        if (Ranges is null ? bits != 0 : Ranges.Any(range => value >= range.Low && value <= range.High)) writer.Write(Field);
    }

    private static int SizeOf(FieldType selector) => selector switch
    {
        IntegerType integer => integer.Size,
        EnumerationType enumeration => enumeration.Container.Size,
        _ => 64,
    };
}
