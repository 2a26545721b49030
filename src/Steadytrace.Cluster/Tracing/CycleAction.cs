namespace Steadytrace.Cluster.Tracing;

/// <summary>What the cycle wants done now.</summary>
public enum CycleAction
{
    None,

    /// <summary>Close the chunk, go on in the next.</summary>
    Cut,

    /// <summary>End the recorder: the run is over.</summary>
    EndRun,

    /// <summary>Start a recorder: a new run.</summary>
    BeginRun,
}
