namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>An integer of 1 to 64 bits, or an enumeration's container.</summary>
internal sealed class IntegerClass : FieldClass
{
    /// <summary>Size in bits, 1 to 64.</summary>
    public required int Size { get; init; }

    public required bool Signed { get; init; }

    public required bool BigEndian { get; init; }

    /// <summary>True when the field updates its stream's clock as it is read.</summary>
    public bool UpdatesClock { get; init; }

    public override long? FixedSize => Size;

    public override long MinimumSize => Size;
}
