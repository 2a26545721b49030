using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Metadata;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>Finds the fields that a field location may mean (CTF2-SPEC-2.0, 6.4.2).</summary>
/// <remarks>
/// A location leads through structures that are complete, and through those that are being bound. Where it leads into a variant, the field may be
/// a different one in each option, or none: all of them share a slot, and the variant forgets the slot when it begins, so that an option
/// without the field cannot leave an old value. An array can be entered only from inside: its current element is meant.
/// </remarks>
internal sealed class LocationFinder(BindingBudget budget)
{
    // Complete structures by name of member: a location is found in one step, however many members there are.
    private readonly Dictionary<StructureClass, Dictionary<string, StructureMember>> _complete = [];

    /// <summary>The members that may hold the value, and the variants and optional fields on the way to them.</summary>
    /// <param name="location">Where to look.</param>
    /// <param name="from">The structure that the asking field is in.</param>
    /// <param name="roots">The scopes' own structures, as far as they are bound.</param>
    public (List<StructureMember> Members, List<IChoice> Choices) Find(FieldLocation location, Frame from, IReadOnlyDictionary<FieldScope, Frame> roots)
    {
        var start = from;
        if (location.Origin is { } origin && !roots.TryGetValue(origin, out start!)) throw new MetadataException(location.Offset, $"field location '{location}' in a structure that is not read before");
        var place = Place.Of(start);
        for (var i = 0; i < location.Path.Count - 1; i++) place = Step(place, location.Path[i], location);
        var name = location.Path[^1]!;
        var members = MembersNamed(place, name);
        if (members.Count == 0) throw new MetadataException(location.Offset, $"'{name}' of field location '{location}' is not a field before this one");
        return (members, place.Choices);
    }

    private Place Step(Place place, string? name, FieldLocation location)
    {
        if (name is null) return place.Outer ?? throw new MetadataException(location.Offset, $"field location '{location}' goes up beyond the outermost structure");
        var members = MembersNamed(place, name);
        if (members.Count == 0 && place.Open is { Inner: { } inner } open && open.Current == name) return new Place(place, inner, [], place.Choices);
        if (members.Count == 0) throw new MetadataException(location.Offset, $"'{name}' of field location '{location}' is not a field before this one");
        var (structures, choices) = (new List<StructureClass>(), new List<IChoice>(place.Choices));
        foreach (var member in members) Unwrap(member.Class, structures, choices, location.Offset);
        if (structures.Count == 0) throw new MetadataException(location.Offset, $"'{name}' of field location '{location}' is no structure");
        return new Place(place, null, structures, choices);
    }

    private void Unwrap(FieldClass field, List<StructureClass> structures, List<IChoice> choices, int offset)
    {
        budget.Take(offset);
        switch (field)
        {
            case StructureClass structure:
                structures.Add(structure);
                break;
            case VariantClass variant:
                choices.Add(variant);
                foreach (var option in variant.Options) Unwrap(option.Class, structures, choices, offset);
                break;
            case OptionalClass optional:
                choices.Add(optional);
                Unwrap(optional.Field, structures, choices, offset);
                break;
        }
    }

    private List<StructureMember> MembersNamed(Place place, string name)
    {
        if (place.Open is { } open) return open.Find(name) is { } only ? [only] : [];
        var found = new List<StructureMember>();
        foreach (var structure in place.Complete)
        {
            if (!_complete.TryGetValue(structure, out var members)) _complete.Add(structure, members = Frame.ByName(structure.Members));
            if (members.TryGetValue(name, out var member)) found.Add(member);
        }

        return found;
    }

    /// <summary>A structure on the way: one being bound, or the complete ones that stand in its place.</summary>
    private sealed record Place(Place? Outer, Frame? Open, IReadOnlyList<StructureClass> Complete, List<IChoice> Choices)
    {
        public static Place Of(Frame frame) => new(frame.Outer is { } outer ? Of(outer) : null, frame, [], []);
    }
}
