namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>Fields one after the other.</summary>
internal sealed class StructureClass : FieldClass
{
    /// <summary>An array, since walking one needs no enumerator.</summary>
    public required StructureMember[] Members { get; init; }

    /// <summary>Computed once by the builder: see <see cref="FixedSizeOf"/>.</summary>
    public required long? Fixed { get; init; }

    public required long Minimum { get; init; }

    public override long? FixedSize => Fixed;

    public override long MinimumSize => Minimum;

    /// <summary>A structure's alignment is the largest of its members', so that their offsets inside it never change.</summary>
    public static long? FixedSizeOf(IReadOnlyList<StructureMember> members)
    {
        long at = 0;
        foreach (var member in members)
        {
            if (member.Class.FixedSize is not { } size) return null;
            at = (at + member.Class.Alignment - 1) & -(long)member.Class.Alignment;
            at = Saturating.Add(at, size);
            if (at > long.MaxValue / 2) return null;
        }

        return at;
    }
}
