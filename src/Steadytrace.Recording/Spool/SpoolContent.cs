namespace Steadytrace.Recording.Spool;

/// <summary>What a spool held when it was loaded.</summary>
/// <param name="Runs">In order.</param>
/// <param name="Undecided">Chunks without a verdict, open or closed, in order.</param>
/// <param name="Decided">Verdicts, in order.</param>
/// <param name="Lost">Chunks without a verdict that nobody can count, since their manifest cannot be read or their bytes are gone: to be declared lost.</param>
public sealed record SpoolContent(
    IReadOnlyList<SpoolRun> Runs, IReadOnlyList<ChunkManifest> Undecided, IReadOnlyList<DecidedChunk> Decided, IReadOnlyList<DropDue> Lost);
