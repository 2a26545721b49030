using ZstdSharp;

namespace Steadytrace.Recording.Spool;

/// <summary>The compressed form of a chunk's files: each by itself, as a zstd frame, in a folder beside the one it replaces.</summary>
/// <remarks>
/// A chunk's list of files goes on to name them as they were recorded; only whoever opens one knows of the form. Reading needs memory for one
/// window (<see cref="Level"/> 3: 2 MiB), whatever the file's size.
/// </remarks>
public static class PackedChunk
{
    /// <summary>Name of the folder, beside <c>data</c>.</summary>
    public const string FolderName = "packed";

    private const string Suffix = ".zst";
    private const int Level = 3;
    private const int BufferBytes = 1 << 17;

    /// <summary>The compressed form of a chunk's data folder.</summary>
    public static string FolderOf(string dataPath) => Path.Combine(Path.GetDirectoryName(dataPath.TrimEnd('/'))!, FolderName);

    /// <summary>True when the chunk of this data folder has its verdict.</summary>
    public static bool IsDecided(string dataPath) => File.Exists(Path.GetDirectoryName(dataPath.TrimEnd('/')) + SpoolPaths.DecidedSuffix);

    /// <summary>Opens one file of a chunk that is compressed, as it was recorded.</summary>
    /// <param name="dataPath">The chunk's data folder, which need not be there.</param>
    /// <param name="path">The file's path in it.</param>
    /// <returns>Null when there is no such file in the compressed form.</returns>
    public static Stream? TryOpen(string dataPath, string path)
    {
        try
        {
            return new DecompressionStream(File.OpenRead(PathOf(dataPath, path)), BufferBytes, leaveOpen: false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Where the compressed form of a file is.</summary>
    internal static string PathOf(string dataPath, string path) => Path.Combine(FolderOf(dataPath), path + Suffix);

    /// <summary>Writes the compressed form of some files; nothing of it is synced.</summary>
    internal static void Write(string dataPath, string packedPath, IEnumerable<ChunkFile> files, CancellationToken cancellation)
    {
        var buffer = new byte[BufferBytes];
        foreach (var path in files.Select(file => file.Path))
        {
            var target = Path.Combine(packedPath, path + Suffix);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var from = File.OpenRead(Path.Combine(dataPath, path));
            using var to = new CompressionStream(new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0), Level, BufferBytes, leaveOpen: false);
            for (int read; (read = from.Read(buffer)) > 0; cancellation.ThrowIfCancellationRequested()) to.Write(buffer.AsSpan(0, read));
        }
    }
}
