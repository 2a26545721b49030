namespace Steadytrace.Cluster.Tracing;

/// <summary>Where a record/rotate cycle stands.</summary>
public enum CycleState
{
    /// <summary>The recorder is being adopted or started.</summary>
    Starting,

    /// <summary>Events go into the open chunk.</summary>
    Recording,

    /// <summary>A cut is under way; events go on being recorded.</summary>
    Rotating,

    /// <summary>The recorder is being ended.</summary>
    Stopping,

    /// <summary>A person has paused it.</summary>
    Paused,

    /// <summary>There is nothing more to record.</summary>
    Ended,
}
