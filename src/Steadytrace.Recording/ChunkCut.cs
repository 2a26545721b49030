using Steadytrace.Traces;

namespace Steadytrace.Recording;

/// <summary>What the recorder says of a chunk that it has just closed. The chunk's files are complete and will not change.</summary>
public sealed record ChunkCut
{
    /// <summary>The recorder's clock, read before the cut was asked for: nothing earlier can come in a later chunk. Unix nanoseconds.</summary>
    public required long EndUnixNs { get; init; }

    /// <summary>A time at or after the latest event inside. Unix nanoseconds.</summary>
    public required long LastUnixNs { get; init; }

    /// <summary>How many events the tracer itself says this chunk holds, from a count that is not our own reading (the kernel's <c>read events</c>); null when it does not say.</summary>
    public long? RecordedEvents { get; init; }

    /// <summary>What counting must add to the timestamps inside (<see cref="CountOptions.ShiftNanoseconds"/>): 0 but for a replay.</summary>
    public long ShiftNanoseconds { get; init; }

    /// <summary>Where each stream stands now: the next chunk's <see cref="CountOptions.Before"/>. Null where chunks do not continue each other (a replay).</summary>
    public IReadOnlyList<StreamTail>? Tails { get; init; } = [];
}
