namespace Steadytrace.Metrics.Recent;

/// <summary>How much of the latest metrics is kept in memory: at most about <see cref="MaxSeries"/> × 300 bytes + <see cref="MaxPoints"/> × 32 bytes.</summary>
public sealed record RecentMetricsOptions
{
    /// <summary>Points older than this, seen from the newest of the same metric, are dropped; 1 min or more.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Points of one metric, 2 or more; the oldest is dropped for a new one.</summary>
    public int MaxPointsPerSeries { get; init; } = 3600;

    /// <summary>Points of all metrics, 2 or more. While they are reached a metric drops its oldest point for a new one, and new metrics are not kept.</summary>
    public int MaxPoints { get; init; } = 8_000_000;

    /// <summary>Metrics, 1 or more. A new one takes the place of the one that got no value for longest, if that is longer than <see cref="Idle"/>; else it is not kept.</summary>
    public int MaxSeries { get; init; } = 200_000;

    /// <summary>How long a metric must have got no value before a new one may take its place.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What is wrong with these options, one line each that names the option, its value and what is allowed; empty when nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxAge < TimeSpan.FromMinutes(1)) yield return $"MaxAge is {MaxAge}; allowed: 1 minute or more";
        if (MaxPointsPerSeries < 2) yield return $"MaxPointsPerSeries is {MaxPointsPerSeries}; allowed: 2 or more";
        if (MaxPoints < 2) yield return $"MaxPoints is {MaxPoints}; allowed: 2 or more";
        if (MaxSeries < 1) yield return $"MaxSeries is {MaxSeries}; allowed: 1 or more";
        if (Idle < TimeSpan.Zero) yield return $"Idle is {Idle}; allowed: 0 or more";
    }
}
