namespace Steadytrace.Recording.Spool;

/// <summary>Finds what a process, or the loss of power, has left in a source's spool, and removes what was half done.</summary>
/// <remarks>
/// A process that was killed may have renamed what it had not yet brought to the disk. So each folder is brought there before anything in it is
/// believed: others hear of what is read here, and it must not be undone by the loss of power afterwards.
/// </remarks>
internal sealed class SpoolLoader(SourceId source, SpoolPaths paths, IFileLayer files, SpoolShelf aside)
{
    private readonly List<SpoolRun> _runs = [];
    private readonly List<ChunkManifest> _undecided = [];
    private readonly List<DecidedChunk> _decided = [];
    private readonly List<DropDue> _lost = [];

    public SpoolContent Load()
    {
        try
        {
            files.SyncFolder(Path.GetDirectoryName(paths.Root)!);
            files.SyncFolder(paths.Root);
            foreach (var number in SpoolPaths.NumbersIn(files.FoldersIn(paths.Root))) LoadRun(number);
            RemoveOrphans();
            if (files.FolderExists(paths.Packing)) files.DeleteFolder(paths.Packing);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SpoolException($"The spool {paths.Root} cannot be read: {e.Message.TrimEnd('.')}; all in it must belong to the user who runs this node", e);
        }

        return new SpoolContent(_runs, _undecided, _decided, _lost);
    }

    private void LoadRun(long number)
    {
        files.SyncFolder(paths.Run(number));
        if (SpoolJson.Read(files, paths.RunFile(number), SpoolJson.Default.SpoolRun) is not { } run)
        {
            // Its begin was never durable, so nobody has heard of it.
            files.DeleteFolder(paths.Run(number));
            return;
        }

        _runs.Add(run);
        foreach (var rest in files.FilesIn(paths.Run(number)).Where(path => path.EndsWith(DurableFiles.TemporarySuffix, StringComparison.Ordinal)).ToList()) files.DeleteFile(rest);
        var verdicts = files.FilesIn(paths.Run(number)).Where(path => path.EndsWith(SpoolPaths.DecidedSuffix, StringComparison.Ordinal)).Select(path => path[..^SpoolPaths.DecidedSuffix.Length]);
        var known = new Dictionary<long, DecidedChunk>();
        foreach (var chunk in SpoolPaths.NumbersIn(verdicts)) known.Add(chunk, LoadVerdict(IdOf(number, chunk)));
        _decided.AddRange(known.Values);
        var before = run.BeganUnixNs;
        foreach (var chunk in SpoolPaths.NumbersIn(files.FoldersIn(paths.Run(number))))
        {
            if (known.TryGetValue(chunk, out var verdict)) RemoveDecided(verdict);
            else before = LoadChunk(IdOf(number, chunk), before);
        }
    }

    // The source is what the folder is: a host that has got another name goes on with what it has.
    private ChunkId IdOf(long run, long number) => new(source, run, number);

    private DecidedChunk LoadVerdict(ChunkId id) =>
        SpoolJson.Read(files, paths.Decided(id), SpoolJson.Default.DecidedChunk) is { } verdict
            ? verdict with { Id = id }
            : throw new SpoolException($"{paths.Decided(id)} is damaged; move it away, its chunk's counts are lost");

    private void RemoveDecided(DecidedChunk verdict)
    {
        // The crash came between the verdict and the move of the bytes: they are for a person, who was promised them.
        if (verdict.Outcome == ChunkOutcome.SetAside) aside.Take(paths.Chunk(verdict.Id), verdict.Id, long.MaxValue);
        else files.DeleteFolder(paths.Chunk(verdict.Id));
    }

    private long LoadChunk(ChunkId id, long beforeUnixNs)
    {
        ChunkManifest? manifest;
        files.SyncFolder(paths.Chunk(id));
        try
        {
            manifest = SpoolJson.Read(files, paths.Manifest(id), SpoolJson.Default.ChunkManifest);
        }
        catch (SpoolException)
        {
            // Told as a chunk that is lost, by whoever gets the list. Its begin is not before the end of the one before.
            _lost.Add(new DropDue(new ChunkManifest { Id = id, BeginUnixNs = beforeUnixNs, EndUnixNs = beforeUnixNs, LastUnixNs = beforeUnixNs }, "its manifest is damaged"));
            return beforeUnixNs;
        }

        if (manifest is null)
        {
            // Nobody was told its number.
            files.DeleteFolder(paths.Chunk(id));
            return beforeUnixNs;
        }

        manifest = manifest with { Id = id };
        RemoveOtherForm(manifest);
        // They made room for a verdict on a full disk, and the process ended before it was written.
        if (manifest.Files.Count > 0 && !files.FolderExists(manifest.IsPacked ? paths.Packed(id) : paths.Data(id))) _lost.Add(new DropDue(manifest, "its bytes are gone"));
        else _undecided.Add(manifest);
        return manifest.EndUnixNs ?? manifest.BeginUnixNs;
    }

    /// <summary>The manifest says in which form the bytes are; the other one a crash has left.</summary>
    private void RemoveOtherForm(ChunkManifest manifest)
    {
        var other = manifest.IsPacked ? paths.Data(manifest.Id) : paths.Packed(manifest.Id);
        if (files.FolderExists(other)) files.DeleteFolder(other);
    }

    /// <summary>Recorders' folders of runs that are forgotten.</summary>
    private void RemoveOrphans()
    {
        if (!files.FolderExists(paths.Runs)) return;
        var known = _runs.Select(run => run.Number).ToHashSet();
        foreach (var orphan in SpoolPaths.NumbersIn(files.FoldersIn(paths.Runs)).Where(run => !known.Contains(run)))
            files.DeleteFolder(paths.Recorder(orphan));
    }
}
