namespace Steadytrace.Recording;

/// <summary>The name of a traced host, as it appears in metrics.</summary>
public readonly record struct HostId(string Value)
{
    public override string ToString() => Value;
}
