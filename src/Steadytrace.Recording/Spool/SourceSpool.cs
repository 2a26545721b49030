using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Steadytrace.Recording.Lttng;

namespace Steadytrace.Recording.Spool;

/// <summary>The spool of one source on disk: the only durable state of the whole system. One process, one thread at a time.</summary>
/// <remarks>
/// <code>
/// &lt;spool&gt;/&lt;recorder&gt;/format                       version of all this
///                  /reserve                      room for the last manifests on a full disk
///                  /source.json                  published-through, paused or not
///                  /&lt;run&gt;/run.json             began, end, last number
///                  /&lt;run&gt;/&lt;number&gt;/manifest.json, data/… or packed/…
///                  /&lt;run&gt;/&lt;number&gt;.decided   the verdict
///                  /runs/&lt;run&gt;/            the recorder's own files
///                  /packing/                     a chunk that is being compressed
///                  /aside/&lt;run&gt;-&lt;number&gt;/    chunks set aside
///                  /kept/&lt;run&gt;-&lt;number&gt;/     counted chunks, where they are to be kept
/// </code>
/// Every method that changes something has made it durable when it returns. A number is decided exactly when its <c>.decided</c>
/// file stands: a chunk folder beside it is rubbish that a crash left, and is removed at load. So the bytes' removal must be durable before the
/// verdict's is: else the loss of power could leave a chunk without its verdict, and it would be decided twice.
/// </remarks>
public sealed class SourceSpool
{
    /// <summary>Room for some dozens of manifests and verdicts.</summary>
    private const int ReserveBytes = 1 << 16;
    private readonly SpoolPaths _paths;
    private readonly IFileLayer _files;

    private SourceSpool(SourceId source, SpoolPaths paths, IFileLayer files)
    {
        (Source, _paths, _files) = (source, paths, files);
        Aside = new SpoolShelf(paths.Aside, files);
        Kept = new SpoolShelf(paths.Kept, files);
    }

    public SourceId Source { get; }

    /// <summary>Every message of every interval before it is confirmed; null before the first. Unix nanoseconds.</summary>
    public long? PublishedThroughUnixNs { get; private set; }

    /// <summary>The newest run when <see cref="PublishedThroughUnixNs"/> was set.</summary>
    public long PublishedThroughRun { get; private set; }

    /// <summary>True when a person has paused the recorder, whatever has died since.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>How much room its disk has; null when it does not answer.</summary>
    public DiskRoom? Room => _files.RoomOf(_paths.Root);

    /// <summary>Chunks that no worker could read.</summary>
    public SpoolShelf Aside { get; }

    /// <summary>Chunks that were counted, where they are to be kept.</summary>
    public SpoolShelf Kept { get; }

    /// <summary>Opens the spool of a source, and makes it if there is none.</summary>
    /// <param name="spoolDirectory">The whole spool's folder.</param>
    /// <param name="source">The source.</param>
    /// <param name="spoolId">The whole spool's own name: another one, or none, in that folder is not the spool that was locked. Null: whatever it is.</param>
    /// <param name="files">What it writes by; null: this machine's file system.</param>
    /// <exception cref="SpoolException">It is not there, cannot be read or written, or was written by a newer release.</exception>
    public static SourceSpool Open(string spoolDirectory, SourceId source, string? spoolId = null, IFileLayer? files = null)
    {
        var paths = new SpoolPaths(Path.Combine(spoolDirectory, source.Recorder));
        var spool = new SourceSpool(source, paths, files ?? DiskFiles.Instance);
        try
        {
            if (spoolId is not null && SpoolLock.IdOf(spoolDirectory, spool._files) != spoolId)
                throw new SpoolException($"The spool's folder {spoolDirectory} is gone, or another one stands in its place: bring back its disk; to begin an empty spool, restart this node");
            SpoolFormat.Prepare(paths, spool._files);
            if (SpoolJson.Read(spool._files, paths.Source, SpoolJson.Default.SourceState) is { } state)
                (spool.PublishedThroughUnixNs, spool.PublishedThroughRun, spool.IsPaused) = (state.PublishedThroughUnixNs, state.PublishedThroughRun, state.IsPaused);
            spool.KeepReserve();
            return spool;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SpoolException($"The spool {paths.Root} cannot be used: {e.Message.TrimEnd('.')}; it must be a folder that this user may write, on a disk with room", e);
        }
    }

    /// <summary>What is there: all runs with their chunks, in order. Removes what a crash left half done.</summary>
    public SpoolContent Load() => new SpoolLoader(Source, _paths, _files, Aside).Load();

    public void SaveRun(SpoolRun run)
    {
        if (!_files.FolderExists(_paths.Run(run.Number))) _files.CreateFolderDurably(_paths.Run(run.Number));
        if (!_files.FolderExists(_paths.Runs)) _files.CreateFolderDurably(_paths.Runs);
        if (!_files.FolderExists(_paths.Recorder(run.Number))) _files.CreateFolderDurably(_paths.Recorder(run.Number));
        Write(_paths.RunFile(run.Number), run, SpoolJson.Default.SpoolRun);
    }

    /// <summary>A run as its recorder knows it, whether or not the spool is there.</summary>
    /// <param name="spoolDirectory">The whole spool's folder.</param>
    /// <param name="source">The source.</param>
    /// <param name="number">The run's.</param>
    public static RecordingRun RecordingRunOf(string spoolDirectory, SourceId source, long number) =>
        new(source, number, new SpoolPaths(Path.Combine(spoolDirectory, source.Recorder)).Recorder(number));

    public RecordingRun RecordingRunOf(SpoolRun run) => new(Source, run.Number, _paths.Recorder(run.Number));

    /// <summary>Makes the folder of a chunk that will be recorded into, and returns the path of its data folder.</summary>
    public string CreateChunk(ChunkManifest manifest)
    {
        _files.CreateFolderDurably(_paths.Chunk(manifest.Id));
        _files.CreateFolderDurably(_paths.Data(manifest.Id));
        SaveManifest(manifest);
        return _paths.Data(manifest.Id);
    }

    public void SaveManifest(ChunkManifest manifest) => Write(_paths.Manifest(manifest.Id), manifest, SpoolJson.Default.ChunkManifest);

    /// <summary>Brings a chunk's bytes to the disk, and lists them.</summary>
    public IReadOnlyList<ChunkFile> SyncFiles(ChunkId id) => SyncFiles(_paths.Data(id));

    /// <summary>Something is in the chunk: its recorder's archive, or what it was writing.</summary>
    public bool HasFiles(ChunkId id) => _files.FolderExists(_paths.Data(id)) && _files.AllFilesIn(_paths.Data(id)).Any();

    /// <summary>The latest time at which a file of the chunk was written; null when it has none. Unix nanoseconds.</summary>
    public long? LastWrittenUnixNs(ChunkId id)
    {
        var data = _paths.Data(id);
        if (!_files.FolderExists(data)) return null;
        // The recorder's own note is written whenever somebody looks after the run.
        var times = _files.AllFilesIn(data).Where(file => Path.GetFileName(file) != LttngArchiveState.FileName).Select(_files.LastWrittenUnixNs).ToList();
        return times.Count == 0 ? null : times.Max();
    }

    /// <summary>Makes a verdict durable, then lets the chunk's bytes go, or puts them aside.</summary>
    /// <param name="decided">The verdict.</param>
    /// <param name="shelves">What may be kept of decided chunks.</param>
    public void SaveDecided(DecidedChunk decided, ShelfLimits shelves)
    {
        Write(_paths.Decided(decided.Id), decided, SpoolJson.Default.DecidedChunk);
        var chunk = _paths.Chunk(decided.Id);
        if (!_files.FolderExists(chunk)) return;
        if (decided.Outcome == ChunkOutcome.SetAside && shelves.MaxAsideBytes > 0) Aside.Take(chunk, decided.Id, shelves.MaxAsideBytes);
        else if (decided.Outcome == ChunkOutcome.Counted && shelves.MaxKeptBytes > 0) Kept.Take(chunk, decided.Id, shelves.MaxKeptBytes);
        else _files.DeleteFolder(chunk);
    }

    /// <summary>
    /// Lets the bytes of an undecided chunk go where there is no room even for a verdict; the verdict must follow. If a crash comes between, its files are
    /// missing, and it is declared lost when the spool is loaded.
    /// </summary>
    public void RemoveBytes(ChunkId id)
    {
        foreach (var folder in new[] { _paths.Data(id), _paths.Packed(id) }.Where(_files.FolderExists)) _files.DeleteFolder(folder);
    }

    /// <summary>
    /// Compresses the files of a closed chunk into a folder beside all chunks, durably, and changes nothing else: on another thread than the rest of
    /// this spool, one chunk at a time. Whatever a former attempt left there goes. The chunk may be decided meanwhile: then a file is missing, and it fails.
    /// </summary>
    public void WritePacked(ChunkManifest chunk, CancellationToken cancellation)
    {
        if (_files.FolderExists(_paths.Packing)) _files.DeleteFolder(_paths.Packing);
        _files.CreateFolder(_paths.Packing);
        PackedChunk.Write(_paths.Data(chunk.Id), _paths.Packing, chunk.Files, cancellation);
        SyncFiles(_paths.Packing);
    }

    /// <summary>Puts what <see cref="WritePacked"/> has written in place of a chunk's files. The manifest says which form is whole; a crash leaves either.</summary>
    /// <returns>The chunk's new manifest, durable.</returns>
    public ChunkManifest TakePacked(ChunkManifest chunk)
    {
        var (data, packed) = (_paths.Data(chunk.Id), _paths.Packed(chunk.Id));
        if (_files.FolderExists(packed)) _files.DeleteFolder(packed);
        _files.MoveFolder(_paths.Packing, packed);
        _files.SyncFolder(_paths.Chunk(chunk.Id));
        chunk = chunk with { PackedBytes = _files.AllFilesIn(packed).Sum(_files.BytesOf) };
        SaveManifest(chunk);
        _files.DeleteFolder(data);
        return chunk;
    }

    /// <summary>Gives the reserve's room back to the disk.</summary>
    /// <returns>False when it was given back already.</returns>
    public bool ReleaseReserve()
    {
        if (!_files.FileExists(_paths.Reserve)) return false;
        _files.DeleteFile(_paths.Reserve);
        return true;
    }

    /// <summary>Takes room that only <see cref="ReleaseReserve"/> gives back, where there is any.</summary>
    public void KeepReserve()
    {
        if (_files.FileExists(_paths.Reserve)) return;
        try
        {
            _files.WriteFile(_paths.Reserve, new byte[ReserveBytes]);
        }
        catch (IOException e) when (DiskRoom.IsFull(e))
        {
            _files.DeleteFile(_paths.Reserve);
        }
    }

    /// <summary>A verdict with its tally, which is not kept in memory.</summary>
    public DecidedChunk ReadDecided(ChunkId id) =>
        SpoolJson.Read(_files, _paths.Decided(id), SpoolJson.Default.DecidedChunk)
        ?? throw new SpoolException($"{_paths.Decided(id)} is gone; somebody deleted it, and its counts");

    /// <summary>Removes verdicts that lie behind published-through.</summary>
    public void RemoveDecided(IEnumerable<ChunkId> ids)
    {
        foreach (var ofRun in ids.GroupBy(id => id.Run))
        {
            var folder = _paths.Run(ofRun.Key);
            // First the removal of the chunks' bytes, and of the verdicts only then: see the remark above.
            _files.SyncFolder(folder);
            foreach (var id in ofRun) _files.DeleteFile(_paths.Decided(id));
            // A verdict that came back after a loss of power would be one that nobody expects, once a clock was set back.
            _files.SyncFolder(folder);
        }
    }

    public void RemoveRun(long run)
    {
        if (_files.FolderExists(_paths.Recorder(run))) _files.DeleteFolder(_paths.Recorder(run));
        _files.DeleteFolder(_paths.Run(run));
        _files.SyncFolder(_paths.Root);
    }

    public void SavePublishedThrough(long? unixNs, long run)
    {
        Write(_paths.Source, new SourceState(unixNs, run, IsPaused), SpoolJson.Default.SourceState);
        (PublishedThroughUnixNs, PublishedThroughRun) = (unixNs, run);
    }

    public void SavePaused(bool isPaused)
    {
        Write(_paths.Source, new SourceState(PublishedThroughUnixNs, PublishedThroughRun, isPaused), SpoolJson.Default.SourceState);
        IsPaused = isPaused;
    }

    public string DataPath(ChunkId id) => _paths.Data(id);

    /// <summary>What of a closed chunk's bytes nobody can have, in a few words; null when its files are as they were listed.</summary>
    public string? DamageOf(ChunkManifest chunk)
    {
        var data = _paths.Data(chunk.Id);
        foreach (var file in chunk.Files)
        {
            var path = chunk.IsPacked ? PackedChunk.PathOf(data, file.Path) : Path.Combine(data, file.Path);
            if (!_files.FileExists(path)) return $"{file.Path} is gone";
            if (!chunk.IsPacked && _files.BytesOf(path) is var bytes && bytes < file.Bytes) return $"{file.Path} has {bytes} bytes of {file.Bytes}";
        }

        return null;
    }

    private List<ChunkFile> SyncFiles(string folder)
    {
        var files = new List<ChunkFile>();
        foreach (var path in _files.AllFilesIn(folder).Order(StringComparer.Ordinal))
        {
            _files.SyncFile(path);
            files.Add(new ChunkFile(Path.GetRelativePath(folder, path), _files.BytesOf(path)));
        }

        foreach (var inner in _files.AllFoldersOf(folder)) _files.SyncFolder(inner);
        return files;
    }

    private void Write<T>(string path, T value, JsonTypeInfo<T> type) => _files.WriteDurably(path, JsonSerializer.SerializeToUtf8Bytes(value, type));
}
