using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>What a step does.</summary>
internal enum StepKind
{
    /// <summary>Moves on by <see cref="Step.Bytes"/>.</summary>
    Skip,

    /// <summary>Moves on to the next multiple of <see cref="Step.Bytes"/> from the packet's beginning.</summary>
    Align,

    /// <summary>Reads the integer at <see cref="Step.Load"/> into <see cref="Step.Slot"/>; does not move.</summary>
    Load,

    /// <summary>Notes where <see cref="Step.Bytes"/> characters lie, <see cref="Step.Offset"/> bytes ahead; does not move.</summary>
    Name,

    /// <summary>Moves past a zero byte; with a role, notes where the text lay.</summary>
    Text,

    /// <summary>Moves past as many elements of <see cref="Step.Bits"/> as <see cref="Step.Slot"/> holds, to the end of the last one's byte; with a role, notes where they lay.</summary>
    Elements,

    /// <summary>Does the only list of <see cref="Step.Nested"/> as often as <see cref="Step.Slot"/> says, or <see cref="Step.Bytes"/> times where there is no slot.</summary>
    Repeat,

    /// <summary>Does the first list of <see cref="Step.Nested"/> whose range holds <see cref="Step.Slot"/>.</summary>
    Choose,
}

/// <summary>One step over the fields of an event.</summary>
/// <param name="Kind">What it does; the other parameters mean what this says.</param>
/// <param name="Bytes">A size, an alignment, or a number of turns.</param>
/// <param name="Offset">Where a name lies, in bytes from the cursor.</param>
/// <param name="Bits">Size of an element.</param>
/// <param name="Slot">Where a length or tag is kept.</param>
/// <param name="Load">The integer to read.</param>
/// <param name="Role">What the field means.</param>
/// <param name="Signed">Of a load: the value is extended by its sign; of a choice: ranges are compared with regard to it.</param>
/// <param name="Nested">The steps inside.</param>
internal readonly record struct Step(
    StepKind Kind, long Bytes = 0, long Offset = 0, long Bits = 0, int Slot = -1, BitLoad Load = default, FieldRole Role = FieldRole.None, bool Signed = false, NestedSteps? Nested = null);
