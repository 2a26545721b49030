namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>A number of elements that the metadata gives.</summary>
internal sealed class ArrayClass : FieldClass
{
    public required FieldClass Element { get; init; }

    /// <summary>Number of elements.</summary>
    public required long Length { get; init; }

    public override long? FixedSize =>
        Length == 0 ? 0 : ElementStride.Of(Element) is { } stride && Element.FixedSize is { } size ? stride * (Length - 1) + size : null;

    public override long MinimumSize => Length == 0 ? 0 : FixedSize ?? Saturating.Multiply(Element.MinimumSize, Length);
}
