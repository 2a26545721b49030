namespace Steadytrace.Traces.Generated.Fields;

/// <summary>What CTF 2 makes of bits that are no number.</summary>
public enum BitsKind
{
    Array,
    Map,
    Boolean,
}
