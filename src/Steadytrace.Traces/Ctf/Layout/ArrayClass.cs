namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>A number of elements that the metadata gives.</summary>
internal sealed class ArrayClass : FieldClass
{
    /// <param name="element">The class of each element.</param>
    /// <param name="length">Number of elements.</param>
    public ArrayClass(FieldClass element, long length)
    {
        (Element, Length) = (element, length);

        // Once, not at each question: arrays of arrays would double the work with each dimension.
        FixedSize = length == 0 ? 0
            : ElementStride.Of(element) is { } stride && element.FixedSize is { } size ? Saturating.Add(Saturating.Multiply(stride, length - 1), size)
            : null;
        MinimumSize = FixedSize ?? Saturating.Multiply(element.MinimumSize, length);
    }

    public FieldClass Element { get; }

    public long Length { get; }

    public override long? FixedSize { get; }

    public override long MinimumSize { get; }
}
