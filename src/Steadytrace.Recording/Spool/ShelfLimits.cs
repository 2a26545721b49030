namespace Steadytrace.Recording.Spool;

/// <summary>How many bytes of decided chunks may stay; above it the oldest go. 0 keeps none.</summary>
/// <param name="MaxKeptBytes">Of chunks that were counted, for another reader.</param>
/// <param name="MaxAsideBytes">Of chunks that no worker could read, for a person.</param>
public readonly record struct ShelfLimits(long MaxKeptBytes, long MaxAsideBytes);
