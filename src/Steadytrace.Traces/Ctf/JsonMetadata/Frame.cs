using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>A structure as far as it is bound: what a location may go down into.</summary>
internal sealed class Frame(FieldScope scope, Frame? outer)
{
    public FieldScope Scope { get; } = scope;

    /// <summary>The structure around it; null for a scope's own.</summary>
    public Frame? Outer { get; } = outer;

    /// <summary>Members that are bound, and so read before what comes next.</summary>
    public List<StructureMember> Members { get; } = [];

    // Made when somebody asks: most structures are never looked into.
    private Dictionary<string, StructureMember>? _byName;

    public void Add(StructureMember member)
    {
        Members.Add(member);
        if (_byName is not null) _byName[member.Name] = member;
    }

    /// <summary>A member by name, the last one of several.</summary>
    public StructureMember? Find(string name) => (_byName ??= ByName(Members)).GetValueOrDefault(name);

    /// <summary>Members by name, the last one of several.</summary>
    public static Dictionary<string, StructureMember> ByName(IEnumerable<StructureMember> members)
    {
        var byName = new Dictionary<string, StructureMember>();
        foreach (var member in members) byName[member.Name] = member;
        return byName;
    }

    /// <summary>The member that is being bound; null when the structure is complete.</summary>
    public string? Current { get; set; }

    /// <summary>The structure that is being bound inside <see cref="Current"/>.</summary>
    public Frame? Inner { get; set; }
}
