using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Parsing;

/// <summary>A folder with a chunk's files; one that was fetched goes away with it.</summary>
public sealed class FetchedChunk(string path, bool isTemporary) : IDisposable
{
    public string Path { get; } = path;

    /// <summary>True when the spool has taken the files back: it has compressed the chunk, or it is decided.</summary>
    public bool IsGone => !isTemporary && !Directory.Exists(Path) && (Directory.Exists(PackedChunk.FolderOf(Path)) || PackedChunk.IsDecided(Path));

    public void Dispose()
    {
        if (isTemporary && Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
