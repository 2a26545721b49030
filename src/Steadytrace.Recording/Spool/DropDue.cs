namespace Steadytrace.Recording.Spool;

/// <summary>A chunk that must go uncounted.</summary>
/// <param name="Chunk">The oldest undecided one.</param>
/// <param name="Cause">Why, for people.</param>
public sealed record DropDue(ChunkManifest Chunk, string Cause);
