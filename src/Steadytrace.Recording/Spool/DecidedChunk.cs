using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Spool;

/// <summary>The one verdict on a chunk. Once durable, nothing changes it.</summary>
public sealed record DecidedChunk
{
    public required ChunkId Id { get; init; }
    public required long BeginUnixNs { get; init; }
    public required long EndUnixNs { get; init; }
    public required long LastUnixNs { get; init; }
    public required ChunkOutcome Outcome { get; init; }

    /// <summary>Why it is not whole, for people; empty for a chunk that was counted whole.</summary>
    public string Cause { get; init; } = "";

    /// <summary>The tracer's own count of the events; null where it makes none.</summary>
    public long? RecordedEvents { get; init; }

    /// <summary>1 when the chunk, or a part of it, is lost and nobody knows how many events that is.</summary>
    public int LostChunks { get; init; }

    /// <summary>Bytes that were recorded.</summary>
    public long Bytes { get; init; }

    /// <summary>Tries to count it that failed.</summary>
    public int Tries { get; init; }

    /// <summary>What its tracer lost meanwhile, by the tracer's own counts, the worst CPU first; at most <see cref="LossOfCpu.MaxCpus"/>, the rest added up in the last.</summary>
    public IReadOnlyList<LossOfCpu> LostByCpu { get; init; } = [];

    /// <summary>Events counted, and events lost where their number is known. Encoded by <see cref="TallyCodec"/>.</summary>
    public required byte[] Tally { get; init; }
}

/// <summary>How a chunk was decided.</summary>
public enum ChunkOutcome
{
    /// <summary>By its first tally.</summary>
    Counted,

    /// <summary>Dropped uncounted: the spool or its disk was full, it waited too long, or its manifest is damaged.</summary>
    Dropped,

    /// <summary>No worker could read all of it; what was readable is counted, its bytes are kept for a person.</summary>
    SetAside,
}
