namespace Steadytrace.Cluster.Parsing;

/// <summary>The bytes of a chunk cannot be had now. It says nothing of the chunk itself, so it is no failed try: another pool may reach them.</summary>
public sealed class ChunkUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
