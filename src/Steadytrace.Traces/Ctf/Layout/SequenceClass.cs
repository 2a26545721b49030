namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>As many elements as an earlier field says.</summary>
internal sealed class SequenceClass : FieldClass
{
    public required FieldClass Element { get; init; }

    /// <summary>The slot that holds the number of elements.</summary>
    public required int LengthSlot { get; init; }

    public override long? FixedSize => null;

    public override long MinimumSize => 0;
}
