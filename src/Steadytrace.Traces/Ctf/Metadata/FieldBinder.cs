using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>Turns declarations into field classes: byte orders and clocks settled, lengths and tags bound to the fields that hold them.</summary>
/// <remarks>
/// A length or tag is looked for among the fields before it in its own structure, then in the structures around it, then in the scopes
/// read earlier (packet header, packet context, event header, stream event context, event context), unless its path begins with a scope's
/// name. Declarations are shared by all who use them, classes are not: a structure's sequence may find its length elsewhere in every place.
/// </remarks>
internal sealed class FieldBinder(TraceDeclaration trace, BindingBudget budget)
{
    private const long MaximumArrayBits = 1L << 46;
    private const int MaximumDepth = 128;
    // A search through so many members counts as one field: paths into large structures cannot take for ever.
    private const int MembersForOne = 256;
    private readonly List<Frame> _frames = [];
    private readonly List<ClockDeclaration> _clocks = [];
    private int _depth;
    private int _headerSlots;
    private int _contextSlots = TraceLayout.HeaderSlots;
    private int _slots = TraceLayout.PacketSlots;

    /// <summary>The scopes of CTF 1.8, in the order in which they are read.</summary>
    public enum Scope
    {
        PacketHeader,
        PacketContext,
        EventHeader,
        StreamEventContext,
        EventContext,
        EventFields,
    }

    /// <summary>Slots in use so far.</summary>
    public int Slots => _slots;

    /// <summary>Clocks that integers bound so far are mapped to.</summary>
    public IReadOnlyList<ClockDeclaration> Clocks => _clocks;

    /// <summary>Binds the structure of a scope; scopes after it that were bound before are forgotten.</summary>
    /// <param name="scope">Which scope it is.</param>
    /// <param name="declared">Its type; null when it has none.</param>
    /// <param name="roleOf">What a field of this scope means, asked with its name without leading underscore. In event headers it holds for nested fields too.</param>
    public StructureClass? Bind(Scope scope, Declaration? declared, Func<string, FieldRole> roleOf)
    {
        _frames.RemoveAll(frame => frame.Scope >= scope);
        if (scope == Scope.PacketContext) _contextSlots = TraceLayout.HeaderSlots;
        if (declared is null) return null;
        if (declared is not StructureDeclaration structure) throw new MetadataException(declared.Offset, "a scope's type must be a structure");
        return Structure(structure, scope, roleOf, name: "");
    }

    /// <summary>Forgets the clocks seen so far: the next stream has its own.</summary>
    public void ForgetClocks() => _clocks.Clear();

    // `name` is that of the structure's member which has this class, "" for an element or option.
    private FieldClass Class(Declaration declared, Scope scope, Func<string, FieldRole> roleOf, string name = "")
    {
        budget.Take(declared.Offset);

        // The parser bounds what is nested in the text; types that name each other nest without being written inside each other.
        if (++_depth > MaximumDepth) throw new MetadataException(declared.Offset, $"types nested more than {MaximumDepth} deep");
        FieldClass bound = declared switch
        {
            IntegerDeclaration integer => Integer(integer, scope),
            EnumerationDeclaration enumeration => Integer(enumeration.Container, scope),
            FloatDeclaration number => new FloatClass { Alignment = number.Alignment, Size = number.Size },
            StringDeclaration => new StringClass { Alignment = 8 },
            ArrayDeclaration array => Array(array, scope),
            SequenceDeclaration sequence => Sequence(sequence, scope),
            StructureDeclaration structure => Structure(structure, scope, roleOf, name),
            VariantDeclaration variant => Variant(variant, scope, roleOf),
            _ => throw new MetadataException(declared.Offset, "type that is not understood"),
        };
        _depth--;
        return bound;
    }

    private IntegerClass Integer(IntegerDeclaration declared, Scope scope)
    {
        var bigEndian = declared.BigEndian ?? trace.BigEndian ?? throw new MetadataException(declared.Offset, "integer of the trace's byte order, but the trace block gives none");
        ClockDeclaration? clock = null;
        if (declared.Clock is { } name)
        {
            clock = trace.Clocks.Find(clock => clock.Name == name) ?? throw new MetadataException(declared.Offset, $"clock '{name}' is not declared");
            if (!_clocks.Contains(clock)) _clocks.Add(clock);
        }

        // Only the events' own stamps move a stream's clock; packet contexts are read through their roles.
        return new IntegerClass
        {
            Alignment = declared.Alignment, Size = declared.Size, Signed = declared.Signed, BigEndian = bigEndian,
            UpdatesClock = clock is not null && scope >= Scope.EventHeader,
        };
    }

    private ArrayClass Array(ArrayDeclaration declared, Scope scope)
    {
        var element = Class(declared.Element, scope, NoRole);
        var array = new ArrayClass(element, declared.Length) { Alignment = element.Alignment };
        if (Saturating.Multiply(ElementStride.Of(element) ?? Math.Max(element.MinimumSize, 1), declared.Length) > MaximumArrayBits)
            throw new MetadataException(declared.Offset, $"array of {declared.Length} elements is larger than any packet");
        return array;
    }

    private SequenceClass Sequence(SequenceDeclaration declared, Scope scope)
    {
        var (member, _) = Find(declared.LengthPath, declared.Offset, "length");
        if (member.Member.Class is not IntegerClass { Signed: false } || member.Declared is not (IntegerDeclaration or EnumerationDeclaration))
            throw new MetadataException(declared.Offset, $"length '{string.Join('.', declared.LengthPath)}' of a sequence is no unsigned integer");
        var slot = SlotOf(member, declared.Offset);
        var element = Class(declared.Element, scope, NoRole);
        return new SequenceClass { Alignment = element.Alignment, Element = element, LengthSlot = slot };
    }

    private StructureClass Structure(StructureDeclaration declared, Scope scope, Func<string, FieldRole> roleOf, string name)
    {
        var frame = new Frame(scope, IsRoot: !_frames.Exists(known => known.Scope == scope), name, []);
        _frames.Add(frame);
        var alignment = declared.MinimumAlignment;
        long minimum = 0;
        Func<string, FieldRole> nested = scope == Scope.EventHeader ? roleOf : NoRole;
        foreach (var field in declared.Fields)
        {
            var type = WithClock(field, scope);
            var fieldClass = Class(type, scope, nested, field.Name);
            frame.Members.Add(new BoundMember(new StructureMember(field.Name, fieldClass, FieldRoles.Suiting(roleOf(Plain(field.Name)), fieldClass)), type));
            alignment = Math.Max(alignment, fieldClass.Alignment);
            minimum = Saturating.Add(minimum, fieldClass.MinimumSize);
        }

        if (!frame.IsRoot) _frames.RemoveAt(_frames.Count - 1);
        StructureMember[] members = [.. frame.Members.ConvertAll(member => member.Member)];
        return new StructureClass { Alignment = alignment, Members = members, Fixed = StructureClass.FixedSizeOf(members), Minimum = minimum };
    }

    private VariantClass Variant(VariantDeclaration declared, Scope scope, Func<string, FieldRole> roleOf)
    {
        var path = declared.TagPath ?? throw new MetadataException(declared.Offset, "variant without tag");
        var (tag, _) = Find(path, declared.Offset, "tag");
        if (tag.Declared is not EnumerationDeclaration enumeration) throw new MetadataException(declared.Offset, $"tag '{string.Join('.', path)}' of a variant is no enumeration");
        var slot = SlotOf(tag, declared.Offset);
        var options = new List<VariantOption>();
        var classes = declared.Options.ToDictionary(option => option.Name, option => Class(option.Type, scope, roleOf));
        foreach (var label in enumeration.Labels)
        {
            // A label that is a reserved word is written with an underscore, in the option or in the label.
            var chosen = classes.GetValueOrDefault(label.Name) ?? classes.GetValueOrDefault("_" + label.Name)
                ?? (label.Name.StartsWith('_') ? classes.GetValueOrDefault(label.Name[1..]) : null);
            if (chosen is not null) options.Add(new VariantOption(label.Low, label.High, chosen));
        }

        return new VariantClass { Alignment = 1, TagSlot = slot, TagSigned = enumeration.Container.Signed, Options = [.. options] };
    }

    private (BoundMember Member, Scope Scope) Find(IReadOnlyList<string> path, int offset, string what)
    {
        var (absolute, from) = ScopePath.Parse(path);
        for (var i = _frames.Count - 1; i >= 0; i--)
        {
            var frame = _frames[i];
            if (absolute is { } scope && (frame.Scope != scope || !frame.IsRoot)) continue;
            var (inside, first) = Enclosing(i, path, from);
            if (inside.Find(path[first]) is not { } found) continue;
            for (var next = first + 1; next < path.Count; next++)
            {
                if (found.Member.Class is not StructureClass structure || found.Declared is not StructureDeclaration declared)
                    throw new MetadataException(offset, $"'{path[next - 1]}' in the path of a {what} is no structure");
                for (var passed = 0; passed < structure.Members.Length; passed += MembersForOne) budget.Take(offset);
                var at = System.Array.FindIndex(structure.Members, member => member.Name == path[next]);
                if (at < 0) throw new MetadataException(offset, $"'{path[next]}' in the path of a {what} does not exist");
                found = new BoundMember(structure.Members[at], declared.Fields[at].Type);
            }

            return (found with { Scope = frame.Scope }, frame.Scope);
        }

        throw new MetadataException(offset, $"{what} '{string.Join('.', path)}' is not a field before this one");
    }

    // A path may lead from outside into the very structures that are being read: `event.fields.a.length` from inside `a`.
    private (Frame Frame, int At) Enclosing(int index, IReadOnlyList<string> path, int at)
    {
        for (; at + 1 < path.Count && index + 1 < _frames.Count && _frames[index + 1] is { IsRoot: false } inner && inner.Name == path[at]; index++) at++;
        return (_frames[index], at);
    }

    private int SlotOf(BoundMember member, int offset)
    {
        if (member.Member.Slot >= 0) return member.Member.Slot;
        if (member.Scope > Scope.PacketContext) return member.Member.Slot = _slots++;
        if (member.Scope == Scope.PacketContext)
        {
            if (_contextSlots == TraceLayout.PacketSlots) throw new MetadataException(offset, $"more than {TraceLayout.PacketSlots - TraceLayout.HeaderSlots} lengths and tags in a packet context");
            return member.Member.Slot = _contextSlots++;
        }

        if (_headerSlots == TraceLayout.HeaderSlots) throw new MetadataException(offset, $"more than {TraceLayout.HeaderSlots} lengths and tags in the packet header");
        return member.Member.Slot = _headerSlots++;
    }

    // Where a trace has one clock, or none, stamps need not name it.
    private Declaration WithClock(FieldDeclaration field, Scope scope)
    {
        if (field.Type is not IntegerDeclaration { Clock: null } integer || trace.Clocks.Count > 1) return field.Type;
        var isStamp = (scope, Plain(field.Name)) is (Scope.EventHeader, "timestamp") or (Scope.PacketContext, "timestamp_begin" or "timestamp_end");
        if (!isStamp) return field.Type;
        if (trace.Clocks.Count == 0) trace.Clocks.Add(new ClockDeclaration(field.Offset, "default", 1_000_000_000, 0, 0));
        return integer with { Clock = trace.Clocks[0].Name };
    }

    private static FieldRole NoRole(string name) => FieldRole.None;

    private static string Plain(string name) => name.StartsWith('_') ? name[1..] : name;

    private readonly record struct BoundMember(StructureMember Member, Declaration Declared, Scope Scope = default);

    private sealed record Frame(Scope Scope, bool IsRoot, string Name, List<BoundMember> Members)
    {
        private readonly Dictionary<string, int> _places = [];

        /// <summary>The member of this name; null without one. A structure has each name once.</summary>
        public BoundMember? Find(string name)
        {
            while (_places.Count < Members.Count) _places.Add(Members[_places.Count].Member.Name, _places.Count);
            return _places.TryGetValue(name, out var place) ? Members[place] : null;
        }
    }
}
