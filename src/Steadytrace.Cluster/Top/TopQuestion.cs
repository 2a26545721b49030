namespace Steadytrace.Cluster.Top;

/// <summary>What is to be seen.</summary>
public sealed record TopQuestion
{
    public TopView View { get; init; }

    public TopSort Sort { get; init; }

    /// <summary>The smallest first; names from Z on.</summary>
    public bool IsReversed { get; init; }

    /// <summary>Only rows with this text in name or host, whatever its case; empty: all.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Only this host; null: all.</summary>
    public string? Host { get; init; }

    /// <summary>Only events of this type; null: all.</summary>
    public string? Type { get; init; }

    /// <summary>A row for each host, instead of one for all hosts together.</summary>
    public bool AreHostsApart { get; init; }

    public TopInterval Interval { get; init; } = TopInterval.All[0];
}
