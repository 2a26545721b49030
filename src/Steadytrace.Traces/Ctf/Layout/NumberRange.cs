namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>Integers from one to another, both included, in the signedness of the field that they are compared with.</summary>
internal readonly record struct NumberRange(ulong Low, ulong High)
{
    public bool Holds(ulong number, bool signed) => signed
        ? (long)number >= (long)Low && (long)number <= (long)High
        : number >= Low && number <= High;
}
