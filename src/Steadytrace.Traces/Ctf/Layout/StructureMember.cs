namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>A named field of a structure.</summary>
internal sealed class StructureMember(string name, FieldClass fieldClass, FieldRole role)
{
    public string Name { get; } = name;

    public FieldClass Class { get; } = fieldClass;

    public FieldRole Role { get; } = role;

    /// <summary>Where the value is kept for the sequences and variants that ask for it; -1 when none does.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Further places for the value, for those who also take it from other fields; null as a rule.</summary>
    public int[]? OtherSlots { get; set; }

    public override string ToString() => Name;
}
