namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>A field whose value is an integer: what lengths, tags, stamps and ids can be.</summary>
internal abstract class NumberClass : FieldClass
{
    public required bool Signed { get; init; }

    /// <summary>True when the field updates its stream's clock as it is read.</summary>
    public bool UpdatesClock { get; init; }

    /// <summary>
    /// What the field means where its member cannot tell: it has several roles, or is no member but an option or an element. Empty as a
    /// rule: <see cref="StructureMember.Role"/> tells.
    /// </summary>
    public FieldRole[] OwnRoles { get; init; } = [];
}
