namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>The shape of one field: all that is needed to find where the next one begins.</summary>
internal abstract class FieldClass
{
    /// <summary>Alignment of the field's first bit, counted from the packet's beginning, in bits; a power of two.</summary>
    public required int Alignment { get; init; }

    /// <summary>
    /// Size in bits when it is the same wherever the field begins (padding inside included); null when data or position decide.
    /// </summary>
    public abstract long? FixedSize { get; }

    /// <summary>The fewest bits that a field of this class can take.</summary>
    public abstract long MinimumSize { get; }
}
