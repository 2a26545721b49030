using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>Turns fields into steps: neighbours of fixed size become one skip, alignment is settled here wherever it is known.</summary>
/// <remarks>The cursor is known to lie on a multiple of <c>_known</c> bits; <c>_ahead</c> bits of fixed fields follow it that no step has moved over yet.</remarks>
internal sealed class StepBuilder
{
    private const long MaximumSkip = 1 << 28;
    private const int MaximumRanges = 8;
    private readonly List<Step> _steps = [];
    private readonly HashSet<int> _slots;
    private int _known;
    private long _ahead;
    private bool _insideByte;
    private bool? _bigEndian;

    /// <param name="knownAlignment">The cursor's alignment at the beginning, in bits; at least 8.</param>
    /// <param name="slots">Lengths and tags that are known before.</param>
    /// <param name="ahead">Bits between the cursor and the first field, below 8.</param>
    public StepBuilder(int knownAlignment, IEnumerable<int> slots, long ahead = 0)
    {
        (_known, _ahead) = (knownAlignment, ahead);
        _slots = [.. slots];
    }

    /// <summary>Why the fields cannot be stepped over; null as long as they can.</summary>
    public string? Obstacle { get; private set; }

    public void Add(StructureClass? structure)
    {
        if (structure is null) return;
        Align(structure.Alignment);
        foreach (var member in structure.Members) Add(member.Name, member.Class, member);
    }

    /// <summary>All steps; the cursor ends behind the last field.</summary>
    public IReadOnlyList<Step> Finish()
    {
        if (_insideByte) Obstacle ??= "an event ends inside a byte";
        Flush();
        return _steps;
    }

    // `member` is null for an element or an option: nobody asks for its value, and it plays no role.
    private void Add(string name, FieldClass field, StructureMember? member)
    {
        Align(field.Alignment);
        if (Obstacle is not null) return;
        var role = member?.Role ?? FieldRole.None;
        switch (field)
        {
            case IntegerClass { UpdatesClock: true }:
                Obstacle = $"field '{name}' outside the event header moves the clock";
                break;
            case NumberClass { OwnRoles.Length: > 0 }:
                Obstacle = $"field '{name}' has roles that its place does not tell";
                break;
            case IntegerClass integer:
                KeepOrder(name, integer.BigEndian);
                if (member is { Slot: >= 0 }) Load(member, integer);
                _ahead += integer.Size;
                break;
            case StructureClass structure:
                Add(structure);
                break;
            case StringClass { UnitBytes: 1 }:
                Flush();
                _steps.Add(new Step(StepKind.Text, Role: role));
                _known = 8;
                break;
            case BitArrayClass bits:
                KeepOrder(name, bits.BigEndian);
                _ahead += bits.Size;
                break;
            case FloatClass or ArrayClass when field.FixedSize is { } size && !MovesClock(field):
                KeepOrders(name, field);
                if (role != FieldRole.None) _steps.Add(new Step(StepKind.Name, size / 8, _ahead / 8, Role: role));
                _ahead += size;
                break;
            case ArrayClass array:
                Repeat(name, array.Element, array.Length, slot: -1);
                break;
            case SequenceClass sequence:
                Elements(name, sequence, role);
                break;
            case VariantClass variant:
                Choose(name, variant.TagSlot, variant.TagSigned, variant.Options.Select(option => (new NumberRange(option.Low, option.High), (FieldClass?)option.Class)));
                break;
            case OptionalClass optional when optional.Ranges.Length <= MaximumRanges:
                Choose(name, optional.SelectorSlot, optional.SelectorSigned, optional.Ranges.Select(range => (range, (FieldClass?)optional.Field)).Concat(optional.Gaps().Select(gap => (gap, (FieldClass?)null))));
                break;
            default:
                Obstacle = $"field '{name}' is {NameOf(field)}";
                break;
        }

        if (_ahead > MaximumSkip) Obstacle = $"field '{name}' is too large";
    }

    private void Load(StructureMember member, IntegerClass integer)
    {
        var load = new BitLoad(_ahead, integer.Size, integer.BigEndian);
        if (load.Bytes == 0 || integer.Reversed || member.OtherSlots is not null) Obstacle = $"field '{member.Name}' holds a length or tag in a form that one load cannot read";
        _steps.Add(new Step(StepKind.Load, Slot: member.Slot, Load: load, Signed: integer.Signed));
        _slots.Add(member.Slot);
    }

    private void Elements(string name, SequenceClass sequence, FieldRole role)
    {
        if (!IsKnown(name, sequence.LengthSlot) || sequence.Element.FixedSize == 0) return;
        if (ElementStride.Of(sequence.Element) is not { } stride || stride != sequence.Element.FixedSize || stride > MaximumSkip || MovesClock(sequence.Element))
        {
            Repeat(name, sequence.Element, 0, sequence.LengthSlot);
            return;
        }

        KeepOrders(name, sequence.Element);
        Flush();
        _steps.Add(new Step(StepKind.Elements, Bits: stride, Slot: sequence.LengthSlot, Role: role));
        _known = (int)Math.Clamp(stride & -stride, 8, _known);
        _insideByte = stride % 8 != 0;
    }

    private void Repeat(string name, FieldClass element, long count, int slot)
    {
        Flush();

        // Nothing is known of where an element begins but that it is a whole byte: the one before it ended anywhere.
        if (Nested(name, element, new StepBuilder(8, _slots)) is not { } inner) return;
        if (inner._ahead != 0)
        {
            Obstacle = $"an element of field '{name}' ends inside a byte";
            return;
        }

        _steps.Add(new Step(StepKind.Repeat, Bytes: count, Slot: slot, Nested: new NestedSteps([new NestedSteps.List(0, ulong.MaxValue, inner._steps)])));
        _known = 8;
    }

    // Where the tag chooses no field, there is none and nothing to step over.
    private void Choose(string name, int tagSlot, bool tagSigned, IEnumerable<(NumberRange Range, FieldClass? Field)> options)
    {
        if (!IsKnown(name, tagSlot)) return;
        if (_insideByte)
        {
            Obstacle = $"field '{name}' begins inside a byte behind a sequence";
            return;
        }

        FlushWholeBytes();
        var (lists, known, ahead) = (new List<NestedSteps.List>(), _known, (long?)null);
        var order = new HashSet<bool?>();
        foreach (var (range, field) in options)
        {
            if (Nested(name, field, new StepBuilder(_known, _slots, _ahead) { _bigEndian = _bigEndian }) is not { } inner) return;
            order.Add(inner._bigEndian);
            if (ahead is { } other && other != inner._ahead) Obstacle = $"the options of field '{name}' end at different bits of a byte";
            (known, ahead) = (Math.Min(known, inner._known), inner._ahead);
            lists.Add(new NestedSteps.List(range.Low, range.High, inner._steps));
        }

        _steps.Add(new Step(StepKind.Choose, Slot: tagSlot, Signed: tagSigned, Nested: new NestedSteps(lists)));
        (_known, _ahead, _bigEndian) = (known, ahead ?? 0, order.Count == 1 ? order.Single() : null);
        if (_ahead != 0 && order.Count > 1) Obstacle ??= $"the options of field '{name}' end inside bytes of different order";
    }

    private StepBuilder? Nested(string name, FieldClass? field, StepBuilder inner)
    {
        if (field is not null) inner.Add(name, field, null);
        inner.FlushWholeBytes();
        if (inner._insideByte) inner.Obstacle ??= $"field '{name}' ends inside a byte";
        Obstacle ??= inner.Obstacle;
        return Obstacle is null ? inner : null;
    }

    private bool IsKnown(string name, int slot)
    {
        if (!_slots.Contains(slot)) Obstacle = $"field '{name}' has its length or tag where the plan does not read it";
        return Obstacle is null;
    }

    private void Align(int alignment)
    {
        // Behind elements of odd size the cursor stands at the next byte: right for all that is aligned to bytes.
        if (_insideByte && alignment < 8) Obstacle ??= "a field begins inside a byte behind a sequence";
        _insideByte &= alignment < 8;
        if (alignment <= _known || _ahead == 0 && alignment == 1)
        {
            _ahead = (_ahead + alignment - 1) & -(long)alignment;
            return;
        }

        _ahead = (_ahead + 7) & -8;
        Flush();
        _steps.Add(new Step(StepKind.Align, alignment / 8));
        _known = alignment;
    }

    private void Flush()
    {
        if (_ahead % 8 != 0) Obstacle ??= "a field of variable size or an event ends inside a byte";
        else FlushWholeBytes();
    }

    private void FlushWholeBytes()
    {
        var whole = _ahead & -8;
        if (whole > 0) _steps.Add(new Step(StepKind.Skip, whole / 8));
        _known = (int)((whole | (uint)_known) & -(whole | (uint)_known));
        _ahead -= whole;
    }

    // Where in its byte a field of fixed size begins is known here: the checked reader need not look.
    private void KeepOrder(string name, bool bigEndian)
    {
        if (_ahead % 8 != 0 && _bigEndian is { } last && last != bigEndian) Obstacle ??= $"field '{name}' begins inside a byte of the other byte order";
        _bigEndian = bigEndian;
    }

    private void KeepOrders(string name, FieldClass field)
    {
        var orders = ByteOrders.In(field);
        if (orders is { Little: true, Big: true, Whole: false }) Obstacle ??= $"field '{name}' has bits of both byte orders";
        if (orders.Little) KeepOrder(name, bigEndian: false);
        if (orders.Big) KeepOrder(name, bigEndian: true);
    }

    private static string NameOf(FieldClass field) => field switch
    {
        OptionalClass => $"optional, with more than {MaximumRanges} ranges",
        VariableIntegerClass => "an integer of variable length",
        StringClass => "a text of wide characters",
        _ => "of a kind that the plan does not know",
    };

    private static bool MovesClock(FieldClass field) => field switch
    {
        NumberClass number => number.UpdatesClock || number.OwnRoles.Length > 0,
        ArrayClass array => MovesClock(array.Element),
        StructureClass structure => structure.Members.Any(member => MovesClock(member.Class)),
        _ => false,
    };
}
