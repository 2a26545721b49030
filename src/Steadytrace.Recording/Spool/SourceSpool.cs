using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Steadytrace.Recording.Spool;

/// <summary>The spool of one source on disk: the only durable state of the whole system. One process, one thread at a time.</summary>
/// <remarks>
/// <code>
/// &lt;spool&gt;/&lt;recorder&gt;/source.json                  published-through
///                  /&lt;run&gt;/run.json             began, end, last number
///                  /&lt;run&gt;/&lt;number&gt;/manifest.json, data/…
///                  /&lt;run&gt;/&lt;number&gt;.decided   the verdict
///                  /runs/&lt;run&gt;/            the recorder's own files
///                  /aside/&lt;run&gt;-&lt;number&gt;/    chunks set aside
///                  /kept/&lt;run&gt;-&lt;number&gt;/     counted chunks, where they are to be kept
/// </code>
/// Every method that changes something has made it durable when it returns. A number is decided exactly when its <c>.decided</c>
/// file stands: a chunk folder beside it is rubbish that a crash left, and is removed at load.
/// </remarks>
public sealed class SourceSpool
{
    private const string DataFolder = "data";
    private const string RunsFolder = "runs";
    private const string ManifestFile = "manifest.json";
    private const string RunFile = "run.json";
    private const string DecidedSuffix = ".decided";
    private const int MaxAside = 16;
    private readonly string _root;

    private SourceSpool(SourceId source, string root) => (Source, _root) = (source, root);

    public SourceId Source { get; }

    /// <summary>Every message of every interval before it is confirmed; null before the first. Unix nanoseconds.</summary>
    public long? PublishedThroughUnixNs { get; private set; }

    /// <summary>The newest run when <see cref="PublishedThroughUnixNs"/> was set.</summary>
    public long PublishedThroughRun { get; private set; }

    /// <summary>Opens the spool of a source, and makes it if there is none.</summary>
    public static SourceSpool Open(string spoolDirectory, SourceId source)
    {
        var root = Path.Combine(spoolDirectory, source.Recorder);
        if (!Directory.Exists(root)) DurableFiles.CreateFolder(root);
        var spool = new SourceSpool(source, root);
        if (Read(Path.Combine(root, "source.json"), SpoolJson.Default.SourceState) is { } state)
            (spool.PublishedThroughUnixNs, spool.PublishedThroughRun) = (state.PublishedThroughUnixNs, state.PublishedThroughRun);
        return spool;
    }

    /// <summary>What is there: all runs with their chunks, in order. Removes what a crash left half done.</summary>
    public SpoolContent Load()
    {
        var runs = new List<SpoolRun>();
        var chunks = new List<ChunkManifest>();
        var decided = new List<DecidedChunk>();
        foreach (var number in NumbersIn(Directory.EnumerateDirectories(_root)))
        {
            if (Read(Path.Combine(RunPath(number), RunFile), SpoolJson.Default.SpoolRun) is not { } run)
            {
                Directory.Delete(RunPath(number), recursive: true);
                continue;
            }

            runs.Add(run);
            var verdicts = Directory.EnumerateFiles(RunPath(number), "*" + DecidedSuffix).Select(path => path[..^DecidedSuffix.Length]);
            var known = NumbersIn(verdicts).ToHashSet();
            foreach (var chunk in known.Order())
                decided.Add(Read(DecidedPath(number, chunk), SpoolJson.Default.DecidedChunk) ?? throw new SpoolException($"{DecidedPath(number, chunk)} is damaged; move it away, its chunk's counts are lost"));
            foreach (var chunk in NumbersIn(Directory.EnumerateDirectories(RunPath(number))))
            {
                if (!known.Contains(chunk) && Read(Path.Combine(ChunkPath(number, chunk), ManifestFile), SpoolJson.Default.ChunkManifest) is { } manifest)
                    chunks.Add(manifest);
                else
                    Directory.Delete(ChunkPath(number, chunk), recursive: true);
            }
        }

        return new SpoolContent(runs, chunks, decided);
    }

    public void SaveRun(SpoolRun run)
    {
        if (!Directory.Exists(RunPath(run.Number))) DurableFiles.CreateFolder(RunPath(run.Number));
        if (!Directory.Exists(Path.Combine(_root, RunsFolder))) DurableFiles.CreateFolder(Path.Combine(_root, RunsFolder));
        if (!Directory.Exists(RecorderPath(run.Number))) DurableFiles.CreateFolder(RecorderPath(run.Number));
        Write(Path.Combine(RunPath(run.Number), RunFile), run, SpoolJson.Default.SpoolRun);
    }

    public RecordingRun RecordingRunOf(SpoolRun run) => new(Source, run.Number, RecorderPath(run.Number));

    /// <summary>Makes the folder of a chunk that will be recorded into, and returns the path of its data folder.</summary>
    public string CreateChunk(ChunkManifest manifest)
    {
        var folder = ChunkPath(manifest.Id.Run, manifest.Id.Number);
        DurableFiles.CreateFolder(folder);
        DurableFiles.CreateFolder(Path.Combine(folder, DataFolder));
        SaveManifest(manifest);
        return DataPath(manifest.Id);
    }

    public void SaveManifest(ChunkManifest manifest) =>
        Write(Path.Combine(ChunkPath(manifest.Id.Run, manifest.Id.Number), ManifestFile), manifest, SpoolJson.Default.ChunkManifest);

    /// <summary>Brings a chunk's bytes to the disk, and lists them.</summary>
    public IReadOnlyList<ChunkFile> SyncFiles(ChunkId id)
    {
        var data = DataPath(id);
        var files = new List<ChunkFile>();
        foreach (var path in Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            DurableFiles.SyncFile(path);
            files.Add(new ChunkFile(Path.GetRelativePath(data, path), new FileInfo(path).Length));
        }

        foreach (var folder in Directory.EnumerateDirectories(data, "*", SearchOption.AllDirectories).Append(data)) DurableFiles.SyncFolder(folder);
        return files;
    }

    /// <summary>The latest time at which a file of the chunk was written; null when it has none. Unix nanoseconds.</summary>
    public long? LastWrittenUnixNs(ChunkId id)
    {
        var data = DataPath(id);
        if (!Directory.Exists(data)) return null;
        var times = Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Select(File.GetLastWriteTimeUtc).ToList();
        return times.Count == 0 ? null : (times.Max() - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
    }

    /// <summary>Makes a verdict durable, then lets the chunk's bytes go, or puts them aside.</summary>
    /// <param name="decided">The verdict.</param>
    /// <param name="keepBytes">Chunks that were counted are kept up to so many bytes in all, for a person or another reader; 0 keeps none.</param>
    public void SaveDecided(DecidedChunk decided, long keepBytes = 0)
    {
        var (run, number) = (decided.Id.Run, decided.Id.Number);
        Write(DecidedPath(run, number), decided, SpoolJson.Default.DecidedChunk);
        if (!Directory.Exists(ChunkPath(run, number))) return;
        if (decided.Outcome == ChunkOutcome.SetAside) MoveTo("aside", run, number, MaxAside, long.MaxValue);
        else if (keepBytes > 0) MoveTo("kept", run, number, int.MaxValue, keepBytes);
        else Directory.Delete(ChunkPath(run, number), recursive: true);
    }

    /// <summary>A verdict with its tally, which is not kept in memory.</summary>
    public DecidedChunk ReadDecided(ChunkId id) =>
        Read(DecidedPath(id.Run, id.Number), SpoolJson.Default.DecidedChunk)
        ?? throw new SpoolException($"{DecidedPath(id.Run, id.Number)} is gone; somebody deleted it, and its counts");

    public void RemoveDecided(ChunkId id) => File.Delete(DecidedPath(id.Run, id.Number));

    public void RemoveRun(long run)
    {
        if (Directory.Exists(RecorderPath(run))) Directory.Delete(RecorderPath(run), recursive: true);
        Directory.Delete(RunPath(run), recursive: true);
    }

    public void SavePublishedThrough(long? unixNs, long run)
    {
        Write(Path.Combine(_root, "source.json"), new SourceState(unixNs, run), SpoolJson.Default.SourceState);
        (PublishedThroughUnixNs, PublishedThroughRun) = (unixNs, run);
    }

    public string DataPath(ChunkId id) => Path.Combine(ChunkPath(id.Run, id.Number), DataFolder);

    /// <summary>Moves a decided chunk's folder, and lets the oldest ones there go that are beyond the limits.</summary>
    private void MoveTo(string shelf, long run, long number, int mostChunks, long mostBytes)
    {
        var folder = Path.Combine(_root, shelf);
        Directory.CreateDirectory(folder);
        var target = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{run}-{number}"));
        if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
        Directory.Move(ChunkPath(run, number), target);

        var (chunks, bytes) = (0, 0L);
        foreach (var kept in new DirectoryInfo(folder).EnumerateDirectories().OrderByDescending(kept => kept.CreationTimeUtc))
        {
            bytes += kept.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            if (++chunks > mostChunks || bytes > mostBytes) kept.Delete(recursive: true);
        }
    }

    private string RunPath(long run) => Path.Combine(_root, run.ToString(CultureInfo.InvariantCulture));

    private string RecorderPath(long run) => Path.Combine(_root, RunsFolder, run.ToString(CultureInfo.InvariantCulture));

    private string ChunkPath(long run, long number) => Path.Combine(RunPath(run), number.ToString(CultureInfo.InvariantCulture));

    private string DecidedPath(long run, long number) => ChunkPath(run, number) + DecidedSuffix;

    private static IEnumerable<long> NumbersIn(IEnumerable<string> paths) => paths
        .Select(path => long.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
        .Where(number => number >= 0).Order().ToList();

    private static void Write<T>(string path, T value, JsonTypeInfo<T> type) => DurableFiles.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, type));

    private static T? Read<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (JsonException e)
        {
            throw new SpoolException($"{path} is damaged ({e.Message}); move it away to start without it", e);
        }
    }
}

/// <summary>What a spool held when it was loaded.</summary>
public sealed record SpoolContent(IReadOnlyList<SpoolRun> Runs, IReadOnlyList<ChunkManifest> Undecided, IReadOnlyList<DecidedChunk> Decided);
