using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Metadata;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>Turns declarations into field classes: roles settled, lengths and selectors bound to the fields that hold them.</summary>
/// <remarks>An alias is bound anew wherever it is used: what a role means, and where a relative location leads, differs from place to place.</remarks>
internal sealed class FieldClassBinder(BindingBudget budget)
{
    private const long MaximumBits = 1L << 46;
    private const int MaximumDepth = 128;
    private const int MaximumNumberBits = 64;

    private readonly Dictionary<FieldScope, Frame> _roots = [];
    private readonly HashSet<FieldClass> _booleans = new(ReferenceEqualityComparer.Instance);
    private readonly SlotKeeper _slots = new();
    private readonly LocationFinder _locations = new(budget);
    private Frame? _frame;
    private int _depth;
    private bool _hasClock;

    /// <summary>Slots in use so far.</summary>
    public int Slots => _slots.Count;

    /// <summary>To be called before the first scope of a stream: stamps need a clock.</summary>
    public void BeginStream(bool hasClock)
    {
        _hasClock = hasClock;
        _slots.BeginStream();
    }

    /// <summary>Binds the structure of a scope; scopes after it that were bound before are forgotten.</summary>
    /// <param name="scope">Which scope it is.</param>
    /// <param name="declared">Its structure; null when it has none.</param>
    /// <param name="roleOf">What a member without roles means by its name, asked without leading underscore.</param>
    public StructureClass? Bind(FieldScope scope, StructureDeclaration? declared, Func<string, FieldRole> roleOf)
    {
        foreach (var later in _roots.Keys.Where(known => known >= scope).ToList()) _roots.Remove(later);
        if (declared is null) return null;
        budget.Take(declared.Offset);
        return Structure(declared, scope, roleOf);
    }

    private FieldClass Class(FieldClassDeclaration declared, FieldScope scope, bool isMember)
    {
        budget.Take(declared.Offset);

        // The JSON reader bounds what is nested in one fragment; aliases that use each other nest further.
        if (++_depth > MaximumDepth) throw new MetadataException(declared.Offset, $"field classes nested more than {MaximumDepth} deep");
        FieldClass bound = declared switch
        {
            BitsDeclaration bits => Bits(bits, scope, isMember),
            VariableIntegerDeclaration integer => new VariableIntegerClass { Alignment = 8, Signed = integer.Signed, UpdatesClock = IsStamp(integer, integer.Roles, scope), OwnRoles = OwnRoles(integer.Roles, scope, isMember) },
            TerminatedStringDeclaration text => new StringClass { Alignment = 8, UnitBytes = text.UnitBytes },
            StaticBytesDeclaration bytes => Array(ByteClass(bytes.IsText || bytes.Roles.Count > 0), bytes.Length, 8, declared.Offset),
            DynamicBytesDeclaration bytes => new SequenceClass { Alignment = 8, LengthSlot = Length(bytes.Length), Element = ByteClass(bytes.IsText) },
            StructureDeclaration structure => Structure(structure, scope, NoRole),
            StaticArrayDeclaration array => Array(Class(array.Element, scope, isMember: false), array.Length, array.MinimumAlignment, declared.Offset),
            DynamicArrayDeclaration array => Sequence(array, scope),
            OptionalDeclaration optional => Optional(optional, scope),
            VariantDeclaration variant => Variant(variant, scope),
            _ => throw new MetadataException(declared.Offset, "field class that is not understood"),
        };
        _depth--;
        return bound;
    }

    private FieldClass Bits(BitsDeclaration declared, FieldScope scope, bool isMember)
    {
        if (declared.Length > MaximumBits) throw new MetadataException(declared.Offset, $"field of {declared.Length} bits is larger than any packet");
        if (declared.Kind == BitsKind.Plain || declared.Length > MaximumNumberBits)
            return new BitArrayClass { Alignment = declared.Alignment, Size = declared.Length, BigEndian = declared.BigEndian };
        var integer = new IntegerClass
        {
            Alignment = declared.Alignment, Size = (int)declared.Length, BigEndian = declared.BigEndian, Reversed = declared.Reversed, Signed = declared.Kind == BitsKind.Signed,
            UpdatesClock = IsStamp(declared, declared.Roles, scope), OwnRoles = OwnRoles(declared.Roles, scope, isMember),
        };
        if (declared.Kind == BitsKind.Boolean) _booleans.Add(integer);
        return integer;
    }

    private bool IsStamp(FieldClassDeclaration declared, IReadOnlyList<string> roles, FieldScope scope)
    {
        var isStamp = scope == FieldScope.EventHeader && roles.Contains(RoleNames.Stamp);
        var isPacketStamp = scope == FieldScope.PacketContext && (roles.Contains(RoleNames.Stamp) || roles.Contains(RoleNames.PacketEndStamp));
        return (!isStamp && !isPacketStamp) || _hasClock ? isStamp : throw new MetadataException(declared.Offset, "timestamp in a data stream class without a default clock");
    }

    // What text is read as a name consists of characters; other bytes must not be taken for them.
    private static FieldClass ByteClass(bool isCharacter) => isCharacter
        ? new IntegerClass { Alignment = 8, Size = 8, Signed = false, BigEndian = false }
        : new BitArrayClass { Alignment = 8, Size = 8, BigEndian = false };

    private static ArrayClass Array(FieldClass element, long length, int minimumAlignment, int offset)
    {
        if (Saturating.Multiply(ElementStride.Of(element) ?? Math.Max(element.MinimumSize, 1), length) > MaximumBits)
            throw new MetadataException(offset, $"array of {length} elements is larger than any packet");
        return new ArrayClass(element, length) { Alignment = Math.Max(element.Alignment, minimumAlignment) };
    }

    private SequenceClass Sequence(DynamicArrayDeclaration declared, FieldScope scope)
    {
        var slot = Length(declared.Length);
        var element = Class(declared.Element, scope, isMember: false);
        return new SequenceClass { Alignment = Math.Max(element.Alignment, declared.MinimumAlignment), Element = element, LengthSlot = slot };
    }

    private StructureClass Structure(StructureDeclaration declared, FieldScope scope, Func<string, FieldRole> roleOf)
    {
        var frame = new Frame(scope, _frame);
        if (_frame is null) _roots[scope] = frame;
        else _frame.Inner = frame;
        _frame = frame;
        var (alignment, minimum) = (declared.MinimumAlignment, 0L);
        foreach (var member in declared.Members)
        {
            frame.Current = member.Name;
            var fieldClass = Class(member.Class, scope, isMember: true);
            frame.Add(new StructureMember(member.Name, fieldClass, RoleOf(member, fieldClass, scope, roleOf)));
            frame.Inner = null;
            alignment = Math.Max(alignment, fieldClass.Alignment);
            minimum = Saturating.Add(minimum, fieldClass.MinimumSize);
        }

        frame.Current = null;
        _frame = frame.Outer;
        StructureMember[] members = [.. frame.Members];
        return new StructureClass { Alignment = alignment, Members = members, Fixed = StructureClass.FixedSizeOf(members), Minimum = minimum };
    }

    private OptionalClass Optional(OptionalDeclaration declared, FieldScope scope)
    {
        var (slot, kind) = Selector(declared.Selector);
        if (kind != BitsKind.Boolean && declared.Ranges is null) throw new MetadataException(declared.Offset, "optional field without selector-field-ranges, but its selector is no boolean");
        var signed = kind == BitsKind.Signed;
        var bound = Class(declared.Field, scope, isMember: false);
        return new OptionalClass
        {
            Alignment = 1, SelectorSlot = slot, SelectorSigned = signed, Field = bound,
            Ranges = kind == BitsKind.Boolean ? [new NumberRange(1, ulong.MaxValue)] : [.. declared.Ranges!.Select(range => range.For(signed))],
        };
    }

    private VariantClass Variant(VariantDeclaration declared, FieldScope scope)
    {
        var (slot, kind) = Selector(declared.Selector);
        if (kind == BitsKind.Boolean) throw new MetadataException(declared.Selector.Offset, $"selector '{declared.Selector}' of a variant is a boolean, not an integer");
        var signed = kind == BitsKind.Signed;
        CheckDisjoint(declared);
        var options = new List<VariantOption>();
        foreach (var option in declared.Options)
        {
            var bound = Class(option.Class, scope, isMember: false);
            foreach (var range in option.Ranges)
            {
                budget.Take(range.Offset);
                var (low, high) = range.For(signed);
                options.Add(new VariantOption(low, high, bound));
            }
        }

        return new VariantClass { Alignment = 1, TagSlot = slot, TagSigned = signed, Options = [.. options] };
    }

    private static void CheckDisjoint(VariantDeclaration declared)
    {
        var ranges = declared.Options.SelectMany(option => option.Ranges.Select(range => (range, option))).OrderBy(pair => pair.range.Low).ToList();
        for (var i = 1; i < ranges.Count; i++)
        {
            var ((before, owner), (range, option)) = (ranges[i - 1], ranges[i]);
            if (range.Low > before.High) continue;
            if (owner != option) throw new MetadataException(range.Offset, $"range from {range.Low} to {range.High} of a variant's option meets one of another option");
            if (before.High > range.High) ranges[i] = (before, owner);
        }
    }

    private int Length(FieldLocation location)
    {
        var (slot, kind) = Selector(location);
        return kind == BitsKind.Unsigned ? slot : throw new MetadataException(location.Offset, $"length '{location}' is no unsigned integer");
    }

    private (int Slot, BitsKind Kind) Selector(FieldLocation location)
    {
        var (members, choices) = _locations.Find(location, _frame!, _roots);
        var kinds = new HashSet<BitsKind>();
        foreach (var member in members) KindsOf(member.Class, kinds, location.Offset);
        if (kinds.Count == 0) throw new MetadataException(location.Offset, $"'{location}' is neither an integer nor a boolean of at most {MaximumNumberBits} bits");
        if (kinds.Count > 1) throw new MetadataException(location.Offset, $"'{location}' may be of different kinds: {string.Join(", ", kinds.Order())}");
        return (_slots.SlotOf(members, choices, location.Origin ?? _frame!.Scope, location.Offset), kinds.Single());
    }

    private void KindsOf(FieldClass field, HashSet<BitsKind> kinds, int offset)
    {
        budget.Take(offset);
        switch (field)
        {
            case NumberClass number:
                kinds.Add(_booleans.Contains(number) ? BitsKind.Boolean : number.Signed ? BitsKind.Signed : BitsKind.Unsigned);
                break;
            case VariantClass variant:
                foreach (var option in variant.Options) KindsOf(option.Class, kinds, offset);
                break;
            case OptionalClass optional:
                KindsOf(optional.Field, kinds, offset);
                break;
        }
    }

    // One role of a member is the member's; all else the class keeps itself.
    private static FieldRole RoleOf(MemberDeclaration member, FieldClass bound, FieldScope scope, Func<string, FieldRole> roleOf)
    {
        IReadOnlyList<string> declared = member.Class switch
        {
            BitsDeclaration bits => bits.Roles,
            VariableIntegerDeclaration integer => integer.Roles,
            StaticBytesDeclaration bytes => bytes.Roles,
            _ => [],
        };
        var roles = declared.Count == 0 ? [] : Known(declared, scope);
        if (roles.Count == 0) return FieldRoles.Suiting(roleOf(member.Name.StartsWith('_') ? member.Name[1..] : member.Name), bound);
        return roles.Count == 1 ? FieldRoles.Suiting(roles[0], bound) : FieldRole.None;
    }

    private static FieldRole[] OwnRoles(IReadOnlyList<string> declared, FieldScope scope, bool isMember)
    {
        if (declared.Count == 0) return [];
        var roles = Known(declared, scope);
        return isMember && roles.Count == 1 ? [] : [.. roles];
    }

    private static List<FieldRole> Known(IReadOnlyList<string> declared, FieldScope scope) => [.. declared.Select(role => RoleNames.In(scope, role)).Where(role => role != FieldRole.None)];

    private static FieldRole NoRole(string name) => FieldRole.None;
}
