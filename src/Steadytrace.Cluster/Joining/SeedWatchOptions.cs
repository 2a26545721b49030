namespace Steadytrace.Cluster.Joining;

/// <summary>How soon two clusters that should be one are found.</summary>
public sealed record SeedWatchOptions
{
    /// <summary>So often the seeds are compared with the members.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>So many looks in a row a seed must be in another cluster. Times <see cref="LookEvery"/> longer than a node takes from its downing to its end.</summary>
    public int Looks { get; init; } = 6;
}
