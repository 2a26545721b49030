using Steadytrace.Recording.Tracefs;

namespace Steadytrace.Recording.Spool;

/// <summary>The files of a closed chunk under second names: who reads them is not hurried by the spool, which may let the chunk go at any time.</summary>
/// <remarks>
/// Hard links take no bytes until the chunk itself is gone; then the twin does, for as long as it is read. They lie in a folder <c>live</c> beside the chunks of a run, which goes with
/// the run. Nothing of it is durable, or needs to be.
/// </remarks>
public sealed class ChunkTwin
{
    private const string FolderName = "live";

    private ChunkTwin(string path) => Path = path;

    /// <summary>The folder that holds what the chunk's data folder held.</summary>
    public string Path { get; }

    /// <summary>Gives the files of a chunk second names.</summary>
    /// <param name="dataPath">The chunk's data folder: <c>RUN/NUMBER/data</c>.</param>
    /// <returns>Null where the file system has no second names, or a file went away meanwhile.</returns>
    public static ChunkTwin? TryMake(string dataPath)
    {
        var twin = new ChunkTwin(System.IO.Path.Combine(FolderOf(dataPath), System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(dataPath)!)));
        try
        {
            twin.Remove();
            Directory.CreateDirectory(twin.Path);
            foreach (var file in Directory.EnumerateFiles(dataPath, "*", SearchOption.AllDirectories))
            {
                var name = System.IO.Path.Combine(twin.Path, System.IO.Path.GetRelativePath(dataPath, file));
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(name)!);
                if (Libc.Link(file, name) != 0) throw new IOException($"cannot link {file} to {name}: {Libc.Failure().Message}");
            }

            return twin;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            twin.Remove();
            return null;
        }
    }

    /// <summary>Removes what a process that died left beside a chunk.</summary>
    /// <param name="dataPath">The chunk's data folder.</param>
    public static void RemoveLeft(string dataPath) => new ChunkTwin(FolderOf(dataPath)).Remove();

    /// <summary>Removes the second names, and with them the bytes if the chunk is gone. What cannot be removed goes with the run.</summary>
    public void Remove()
    {
        try
        {
            if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A disk that lets nothing be removed is told of by the spool, which finds it out at the same time.
        }
    }

    private static string FolderOf(string dataPath) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(dataPath)!)!, FolderName);
}
