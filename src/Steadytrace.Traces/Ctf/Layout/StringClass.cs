namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>Characters up to and including a zero character.</summary>
internal sealed class StringClass : FieldClass
{
    /// <summary>Bytes of the zero character: 1, 2 or 4 (UTF-8, UTF-16, UTF-32).</summary>
    public int UnitBytes { get; init; } = 1;

    public override long? FixedSize => null;

    public override long MinimumSize => UnitBytes * 8L;
}
