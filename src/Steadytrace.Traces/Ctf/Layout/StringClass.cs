namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>Bytes up to and including a zero byte.</summary>
internal sealed class StringClass : FieldClass
{
    public override long? FixedSize => null;

    public override long MinimumSize => 8;
}
