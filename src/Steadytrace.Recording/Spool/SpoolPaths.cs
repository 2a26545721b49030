using System.Globalization;

namespace Steadytrace.Recording.Spool;

/// <summary>Where the spool of one source keeps what.</summary>
internal sealed class SpoolPaths(string root)
{
    public const string DecidedSuffix = ".decided";

    public string Root => root;

    public string Format => Path.Combine(root, "format");

    public string Source => Path.Combine(root, "source.json");

    public string Reserve => Path.Combine(root, "reserve");

    public string Runs => Path.Combine(root, "runs");

    public string Aside => Path.Combine(root, "aside");

    /// <summary>Where a chunk is compressed before it takes its files' place.</summary>
    public string Packing => Path.Combine(root, "packing");

    public string Kept => Path.Combine(root, "kept");

    public string Run(long run) => Path.Combine(root, Name(run));

    public string RunFile(long run) => Path.Combine(Run(run), "run.json");

    /// <summary>The recorder's own folder of a run.</summary>
    public string Recorder(long run) => Path.Combine(Runs, Name(run));

    public string Chunk(ChunkId id) => Path.Combine(Run(id.Run), Name(id.Number));

    public string Manifest(ChunkId id) => Path.Combine(Chunk(id), "manifest.json");

    public string Data(ChunkId id) => Path.Combine(Chunk(id), "data");

    /// <summary>The compressed form of the data folder.</summary>
    public string Packed(ChunkId id) => Path.Combine(Chunk(id), PackedChunk.FolderName);

    public string Decided(ChunkId id) => Chunk(id) + DecidedSuffix;

    /// <summary>The numbers among names, in order; a name that we would not write so (<c>007</c>) is none of ours.</summary>
    public static IReadOnlyList<long> NumbersIn(IEnumerable<string> paths) =>
        [.. paths.Select(Path.GetFileName).Select(Number).Where(number => number >= 0).Order()];

    private static long Number(string? name) =>
        long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Name(number) == name ? number : -1;

    private static string Name(long number) => number.ToString(CultureInfo.InvariantCulture);
}
