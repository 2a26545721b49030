namespace Steadytrace.Cluster.Parsing;

/// <summary>The bytes of a chunk cannot be had now. It says nothing of the chunk itself, so it is no failed try: another pool may reach them.</summary>
public sealed class ChunkUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when its tracer has it no longer: no pool need look for it.</summary>
    public bool IsGone { get; init; }
}
