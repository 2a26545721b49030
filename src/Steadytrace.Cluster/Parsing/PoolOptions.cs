namespace Steadytrace.Cluster.Parsing;

/// <summary>How a node's parser pool works.</summary>
public sealed record PoolOptions
{
    /// <summary>Workers at start, 0 to <see cref="MaxWorkers"/>; changed while running by <c>pool scale</c>.</summary>
    public int Workers { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>The most that a pool can be scaled to.</summary>
    public const int MaxWorkers = 256;

    /// <summary>Where chunks of other hosts are put while they are counted: in a folder that nobody else may write to, since what lies there is written with the node's rights.</summary>
    public string WorkDirectory { get; init; } = "/var/lib/steadytrace/work";

    /// <summary>The pool's own folder there, the same in each life of its node; null: named by the node's address, which is another one at each start where any free port will do.</summary>
    public string? WorkName { get; init; }

    /// <summary>A chunk of another host that is larger is not fetched, in bytes.</summary>
    public long MaxFetchBytes { get; init; } = 16L << 30;

    /// <summary>Time for one file's bytes to begin to arrive from another host.</summary>
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Free workers ask the dispatcher again after this time.</summary>
    public TimeSpan AskEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A tally that its tracer has not acknowledged is sent again after this time.</summary>
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest time between two sends: each is twice as long as the one before.</summary>
    public TimeSpan RepeatAtMost { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A tally that its tracer has not acknowledged after so many sends is dropped, and the chunk counted again: after a minute, which is what a lease lasts at least. A host
    /// that has died with many chunks leased keeps workers from those of the others no longer.
    /// </summary>
    public int MaxSends { get; init; } = 5;

    /// <summary>Processor time that a reader may take without coming a step further; each MiB of the chunk adds a second. Then it hangs, which is a failed try.</summary>
    public TimeSpan HangAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>So many readers that hang are replaced by other workers; each one more keeps its worker's place. Their threads end with the process.</summary>
    public int MaxHung { get; init; } = 2;

    /// <summary>Datacenters whose chunks are counted as well, while their own pools have no free worker and this one's datacenter has no chunk.</summary>
    public IReadOnlyList<string> HelpDatacenters { get; init; } = [];

    /// <summary>Workers that have been free for so long help.</summary>
    public TimeSpan HelpAfter { get; init; } = TimeSpan.FromSeconds(3);
}
