namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>An integer of 1 to 64 bits, or an enumeration's container.</summary>
internal sealed class IntegerClass : NumberClass
{
    /// <summary>Size in bits, 1 to 64.</summary>
    public required int Size { get; init; }

    public required bool BigEndian { get; init; }

    /// <summary>True when its bits come in the order that is not its byte order's own (CTF 2's <c>bit-order</c>): the value is read backwards.</summary>
    public bool Reversed { get; init; }

    public override long? FixedSize => Size;

    public override long MinimumSize => Size;
}
