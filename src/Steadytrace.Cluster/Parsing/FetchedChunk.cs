namespace Steadytrace.Cluster.Parsing;

/// <summary>A folder with a chunk's files; one that was fetched goes away with it.</summary>
public sealed class FetchedChunk(string path, bool isTemporary) : IDisposable
{
    public string Path { get; } = path;

    public void Dispose()
    {
        if (isTemporary && Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
