namespace Steadytrace.Recording.Spool;

/// <summary>What a spool held when it was loaded.</summary>
/// <param name="Runs">In order.</param>
/// <param name="Undecided">Chunks without a verdict, open or closed, in order.</param>
/// <param name="Decided">Verdicts, in order.</param>
/// <param name="Damaged">Chunks without a verdict whose manifest cannot be read: nobody can count them, and they are to be declared lost.</param>
public sealed record SpoolContent(
    IReadOnlyList<SpoolRun> Runs, IReadOnlyList<ChunkManifest> Undecided, IReadOnlyList<DecidedChunk> Decided, IReadOnlyList<ChunkManifest> Damaged);
