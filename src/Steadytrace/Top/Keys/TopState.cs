using Steadytrace.Cluster.Top;

namespace Steadytrace.Top.Keys;

/// <summary>What a person has chosen with the keys so far.</summary>
internal sealed record TopState
{
    public TopQuestion Question { get; init; } = new();

    /// <summary>The row that the cursor is on, from 0.</summary>
    public int Cursor { get; init; }

    /// <summary>The picture stands still; counting goes on.</summary>
    public bool IsPaused { get; init; }

    /// <summary>A filter is being typed.</summary>
    public bool IsTyping { get; init; }

    /// <summary>The filter before typing began, which Escape brings back.</summary>
    public string FilterBefore { get; init; } = "";

    /// <summary>All keys are shown.</summary>
    public bool IsHelp { get; init; }

    /// <summary>Enough seen.</summary>
    public bool IsOver { get; init; }
}
