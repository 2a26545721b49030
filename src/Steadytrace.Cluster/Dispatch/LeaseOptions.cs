namespace Steadytrace.Cluster.Dispatch;

/// <summary>Limits of the dispatcher.</summary>
public sealed record LeaseOptions
{
    /// <summary>The least time a pool has for a chunk.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes that a worker is trusted to count in a second before its pool has measured it: a large chunk's lease is longer by its size over this.</summary>
    public long BytesPerSecond { get; init; } = 20L << 20;

    /// <summary>With a pool's own rate, as measured, a lease is longer by so many times the time that the chunk's size takes at it; at least 1.</summary>
    public int RateMargin { get; init; } = 4;

    /// <summary>The longest time a pool has for a chunk, however large that is and however slow the pool.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Waiting chunks; one more is refused, and its tracer offers it again later.</summary>
    public int MaxWaiting { get; init; } = 100_000;
}
