namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>An integer in as many bytes as it needs (LEB128), of at most 64 bits.</summary>
internal sealed class VariableIntegerClass : NumberClass
{
    public override long? FixedSize => null;

    public override long MinimumSize => 8;
}
