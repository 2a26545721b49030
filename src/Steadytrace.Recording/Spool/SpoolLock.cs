namespace Steadytrace.Recording.Spool;

/// <summary>Held while a process uses a spool: one process at a time.</summary>
public sealed class SpoolLock : IDisposable
{
    private readonly FileStream _file;

    private SpoolLock(FileStream file, string id) => (_file, Id) = (file, id);

    /// <summary>The spool's own name, made once: tells a worker on the same machine that it sees the very same folder.</summary>
    public string Id { get; }

    /// <exception cref="SpoolException">The folder cannot be made, or another process uses it.</exception>
    public static SpoolLock Take(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var file = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new SpoolLock(file, ReadOrMakeId(directory));
        }
        catch (IOException e)
        {
            throw new SpoolException($"The spool {directory} is in use by another process, or cannot be written; choose another with --spool (steadytrace.tracer.spool.directory)", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SpoolException($"The spool {directory} cannot be written by this user; choose another with --spool (steadytrace.tracer.spool.directory)", e);
        }
    }

    /// <summary>The id of the spool in this folder; null when there is none.</summary>
    public static string? IdOf(string directory, IFileLayer? files = null)
    {
        var (path, layer) = (Path.Combine(directory, "id"), files ?? DiskFiles.Instance);
        return layer.FileExists(path) ? System.Text.Encoding.ASCII.GetString(layer.ReadFile(path)).Trim() : null;
    }

    public void Dispose() => _file.Dispose();

    private static string ReadOrMakeId(string directory)
    {
        if (IdOf(directory) is { Length: > 0 } known) return known;
        var id = Guid.NewGuid().ToString("N");
        DurableFiles.Write(Path.Combine(directory, "id"), System.Text.Encoding.ASCII.GetBytes(id));
        return id;
    }
}
