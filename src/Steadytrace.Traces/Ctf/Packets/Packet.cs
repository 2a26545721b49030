using Steadytrace.Traces.Ctf.Checked;
using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Packets;

/// <summary>A packet: where it lies, and what its header and context say.</summary>
internal sealed record Packet
{
    /// <summary>Number in its file, from 0.</summary>
    public required long Number { get; init; }

    /// <summary>Bytes from the file's beginning.</summary>
    public required long Offset { get; init; }

    /// <summary>Size in bytes, padding at its end included; of a cut packet what is there of it.</summary>
    public required int Bytes { get; init; }

    /// <summary>False when nothing tells where it ends: it takes all that is left of its file.</summary>
    public required bool TellsSize { get; init; }

    /// <summary>Size in bytes that it tells, however much of it is there.</summary>
    public required long WholeBytes { get; init; }

    /// <summary>What to report when the file ends before the packet does; null for a whole packet.</summary>
    public TraceFault? Cut { get; init; }

    /// <summary>Bits of header and context: where the first event begins.</summary>
    public required long EventsBit { get; init; }

    /// <summary>Bits of content, header and context included: where the last event ends. Never more than is there.</summary>
    public required long ContentBits { get; init; }

    public required StreamClass Stream { get; init; }

    /// <summary>Which of the stream class's streams it belongs to.</summary>
    public ulong? Instance { get; init; }

    /// <summary>Clock cycles at its begin.</summary>
    public ulong? Begin { get; init; }

    /// <summary>Where the clock stands before the first event; null: where the packet before left it.</summary>
    public ulong? ClockStart { get; init; }

    /// <summary>Clock cycles at its end.</summary>
    public ulong? End { get; init; }

    /// <summary>The tracer's running counter of lost events at the packet's end.</summary>
    public ulong? EventsDiscarded { get; init; }

    /// <summary>Number in its stream.</summary>
    public ulong? Sequence { get; init; }

    public ulong? Cpu { get; init; }

    /// <summary>Lengths and tags in header and context, by slot; null when no field has any there.</summary>
    public SlotValues? Slots { get; init; }
}
