namespace Steadytrace.Metrics;

/// <summary>What is said of every published interval, even when all of it is zero.</summary>
public sealed record LedgerLines
{
    /// <summary>Events that the tracer itself says it recorded; null where it makes no claim for the interval, and no line is sent.</summary>
    public long? Recorded { get; init; }

    /// <summary>Events counted.</summary>
    public required long Counted { get; init; }

    /// <summary>Events declared lost.</summary>
    public required long Lost { get; init; }

    /// <summary>Chunks declared lost.</summary>
    public required long LostChunks { get; init; }

    /// <summary>Seconds of the interval in which nothing was recorded, or only what is lost, since the clock was set back into it too late.</summary>
    public required double GapSeconds { get; init; }

    /// <summary>True when the interval is published before it is complete.</summary>
    public required bool Partial { get; init; }
}
