namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>How far apart the elements of an array lie.</summary>
internal static class ElementStride
{
    /// <summary>Bits from one element's first bit to the next one's; null when the elements' size is not fixed.</summary>
    public static long? Of(FieldClass element) =>
        element.FixedSize is { } size ? (size + element.Alignment - 1) & -(long)element.Alignment : null;
}
