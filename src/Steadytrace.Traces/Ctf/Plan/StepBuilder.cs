using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>Turns fields into steps: neighbours of fixed size become one skip, alignment is settled here wherever it is known.</summary>
/// <remarks>The cursor is known to lie on a multiple of <c>_known</c> bits; <c>_ahead</c> bits of fixed fields follow it that no step has moved over yet.</remarks>
internal sealed class StepBuilder
{
    private const long MaximumSkip = 1 << 28;
    private readonly List<Step> _steps = [];
    private int _known;
    private long _ahead;
    private bool _insideByte;

    /// <param name="knownAlignment">The cursor's alignment at the beginning, in bits.</param>
    public StepBuilder(int knownAlignment) => _known = knownAlignment;

    /// <summary>Why the fields cannot be stepped over; null as long as they can.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>Bits that follow the cursor without a step yet.</summary>
    public long Ahead => _ahead;

    /// <summary>Alignment of the place <see cref="Ahead"/> bits after the cursor, in bits.</summary>
    public int KnownAlignment => (int)((_ahead | (uint)_known) & -(_ahead | (uint)_known));

    public void Add(StructureClass? structure)
    {
        if (structure is null) return;
        Align(structure.Alignment);
        foreach (var member in structure.Members) Add(member);
    }

    /// <summary>All steps; the cursor ends behind the last field.</summary>
    public IReadOnlyList<Step> Finish()
    {
        if (_insideByte) Obstacle ??= "an event ends inside a byte";
        Flush();
        return _steps;
    }

    private void Add(StructureMember member)
    {
        var field = member.Class;
        Align(field.Alignment);
        if (Obstacle is not null) return;
        switch (field)
        {
            case IntegerClass { UpdatesClock: true }:
                Obstacle = $"field '{member.Name}' outside the event header moves the clock";
                break;
            case IntegerClass integer:
                if (member.Slot >= 0) Load(member, integer);
                _ahead += integer.Size;
                break;
            case StructureClass structure:
                Add(structure);
                break;
            case StringClass:
                Flush();
                _steps.Add(new Step(StepKind.Text, Role: member.Role));
                _known = 8;
                break;
            case SequenceClass sequence:
                Elements(member, sequence);
                break;
            case FloatClass or ArrayClass when field.FixedSize is { } size && !MovesClock(field):
                if (member.Role != FieldRole.None) _steps.Add(new Step(StepKind.Name, size / 8, _ahead / 8, Role: member.Role));
                _ahead += size;
                break;
            default:
                Obstacle = $"field '{member.Name}' is a {(field is VariantClass ? "variant" : "array of variable size")}";
                break;
        }

        if (_ahead > MaximumSkip) Obstacle = $"field '{member.Name}' is too large";
    }

    private void Load(StructureMember member, IntegerClass integer)
    {
        var load = new BitLoad(_ahead, integer.Size, integer.BigEndian);
        if (load.Bytes == 0 || integer.Signed) Obstacle = $"field '{member.Name}' holds a length in a form that one load cannot read";
        else _steps.Add(new Step(StepKind.Load, Slot: member.Slot, Load: load));
    }

    private void Elements(StructureMember member, SequenceClass sequence)
    {
        if (ElementStride.Of(sequence.Element) is not { } stride || stride != sequence.Element.FixedSize || stride is 0 or > MaximumSkip || MovesClock(sequence.Element) || member.Role != FieldRole.None)
        {
            Obstacle = $"field '{member.Name}' is a sequence of elements of variable size";
            return;
        }

        if (!_steps.Exists(step => step.Kind == StepKind.Load && step.Slot == sequence.LengthSlot))
        {
            Obstacle = $"field '{member.Name}' has its length in another scope";
            return;
        }

        Flush();
        _steps.Add(new Step(StepKind.Elements, Bits: stride, Slot: sequence.LengthSlot));
        _known = (int)Math.Clamp(stride & -stride, 8, _known);
        _insideByte = stride % 8 != 0;
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
        if (_ahead % 8 != 0)
        {
            Obstacle ??= "a field of variable size or an event ends inside a byte";
            return;
        }

        if (_ahead > 0) _steps.Add(new Step(StepKind.Skip, _ahead / 8));
        _known = KnownAlignment;
        _ahead = 0;
    }

    private static bool MovesClock(FieldClass field) => field switch
    {
        IntegerClass integer => integer.UpdatesClock,
        ArrayClass array => MovesClock(array.Element),
        StructureClass structure => structure.Members.Any(member => MovesClock(member.Class)),
        _ => false,
    };
}
