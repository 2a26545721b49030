namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>Bits whose value nobody asks for: CTF 2's bit arrays, bit maps, floating-point numbers, and booleans of more than 64 bits.</summary>
internal sealed class BitArrayClass : FieldClass
{
    /// <summary>Size in bits.</summary>
    public required long Size { get; init; }

    public required bool BigEndian { get; init; }

    public override long? FixedSize => Size;

    public override long MinimumSize => Size;
}
