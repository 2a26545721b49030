namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>A floating-point number; counting never needs its value.</summary>
internal sealed class FloatClass : FieldClass
{
    /// <summary>Size in bits.</summary>
    public required int Size { get; init; }

    public override long? FixedSize => Size;

    public override long MinimumSize => Size;
}
