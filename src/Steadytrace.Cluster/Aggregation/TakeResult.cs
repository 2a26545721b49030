namespace Steadytrace.Cluster.Aggregation;

/// <summary>What became of a tally.</summary>
public enum TakeResult
{
    /// <summary>Added up.</summary>
    Taken,

    /// <summary>It was there already: its sender did not get the answer.</summary>
    Duplicate,

    /// <summary>Its run is not known yet: the sender's inventory is to come first.</summary>
    UnknownRun,
}
