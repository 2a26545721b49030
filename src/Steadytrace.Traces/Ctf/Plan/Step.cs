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

    /// <summary>Moves past as many elements of <see cref="Step.Bits"/> as <see cref="Step.Slot"/> holds, to the end of the last one's byte.</summary>
    Elements,
}

/// <summary>One step over the fields of an event.</summary>
internal readonly record struct Step(StepKind Kind, long Bytes = 0, long Offset = 0, long Bits = 0, int Slot = -1, BitLoad Load = default, FieldRole Role = FieldRole.None);
