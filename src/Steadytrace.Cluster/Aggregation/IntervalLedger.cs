using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>What has been added up for one interval of a source.</summary>
internal sealed class IntervalLedger
{
    public IntervalTally Tally { get; } = new();

    public long LostChunks { get; set; }

    /// <summary>The tracers' own counts; meaningful while <see cref="HasClaim"/>.</summary>
    public long Recorded { get; set; }

    /// <summary>False once a chunk crosses the interval's border, or comes from a tracer that makes no claim.</summary>
    public bool HasClaim { get; set; } = true;

    /// <summary>True when a chunk has touched the interval at all.</summary>
    public bool Touched { get; set; }

    /// <summary>Published as partial in this state; another tally makes it false.</summary>
    public bool PublishedPartial { get; set; }
}
