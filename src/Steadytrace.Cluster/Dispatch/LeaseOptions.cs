namespace Steadytrace.Cluster.Dispatch;

/// <summary>Limits of the dispatcher.</summary>
public sealed record LeaseOptions
{
    /// <summary>The least time a pool has for a chunk.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes a worker is trusted to count in a second: a large chunk's lease is longer by its size over this.</summary>
    public long BytesPerSecond { get; init; } = 20L << 20;

    /// <summary>Waiting chunks; one more is refused, and its tracer offers it again later.</summary>
    public int MaxWaiting { get; init; } = 100_000;
}
