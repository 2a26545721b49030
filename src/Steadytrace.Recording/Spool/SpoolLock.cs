namespace Steadytrace.Recording.Spool;

/// <summary>Held while a process uses a spool: one process at a time.</summary>
public sealed class SpoolLock : IDisposable
{
    private const string BootFile = "boot", KernelsBootId = "/proc/sys/kernel/random/boot_id";
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly FileStream _file;

    private SpoolLock(FileStream file, string id) => (_file, Id) = (file, id);

    /// <summary>The spool's own name, made once: with <see cref="IsOfThisMachine"/> it tells a worker that it sees the very same folder.</summary>
    public string Id { get; }

    /// <exception cref="SpoolException">The folder cannot be made, or another process uses it.</exception>
    public static SpoolLock Take(string directory)
    {
        try
        {
            MakeClosed(directory);
            var file = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var id = ReadOrMakeId(directory);
            NoteBoot(directory);
            return new SpoolLock(file, id);
        }
        catch (IOException e)
        {
            throw new SpoolException($"The spool {directory} is in use by another process, or cannot be written; set steadytrace.tracer.spool.directory (up: --spool) to another", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SpoolException($"The spool {directory} cannot be written by this user; set steadytrace.tracer.spool.directory (up: --spool) to another", e);
        }
    }

    /// <summary>The id of the spool in this folder; null when there is none.</summary>
    public static string? IdOf(string directory, IFileLayer? files = null)
    {
        var (path, layer) = (Path.Combine(directory, "id"), files ?? DiskFiles.Instance);
        return layer.FileExists(path) ? System.Text.Encoding.ASCII.GetString(layer.ReadFile(path)).Trim() : null;
    }

    /// <summary>True where the machine that uses the spool is this one, since its last start: a copy of a machine has the spool's very id.</summary>
    public static bool IsOfThisMachine(string directory)
    {
        var path = Path.Combine(directory, BootFile);
        try
        {
            return File.Exists(path) && File.ReadAllText(path) == BootId();
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose() => _file.Dispose();

    private static void NoteBoot(string directory)
    {
        if (IsOfThisMachine(directory)) return;
        try
        {
            File.WriteAllText(Path.Combine(directory, BootFile), BootId());
        }
        catch (IOException)
        {
            // A full disk: workers of this machine ask for bytes as those of others do.
        }
    }

    /// <summary>Of the kernel, the same in all its containers: random(4).</summary>
    private static string BootId() => File.Exists(KernelsBootId) ? File.ReadAllText(KernelsBootId).Trim() : Environment.MachineName;

    /// <summary>What kernels and programs did is no business of this machine's other users. Its owner may open it to a group; never to all.</summary>
    private static void MakeClosed(string directory)
    {
        if (OperatingSystem.IsWindows() || !Directory.Exists(directory))
        {
            MakeNew(directory);
            return;
        }

        var mode = File.GetUnixFileMode(directory);
        // A folder of something else, named by mistake perhaps, stays as it is: /tmp must not be closed.
        if ((mode & Others) == 0 || mode.HasFlag(UnixFileMode.StickyBit) || (IdOf(directory) is null && Directory.EnumerateFileSystemEntries(directory).Any())) return;
        File.SetUnixFileMode(directory, mode & ~Others);
    }

    private static void MakeNew(string directory)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string ReadOrMakeId(string directory)
    {
        if (IdOf(directory) is { Length: > 0 } known) return known;
        var id = Guid.NewGuid().ToString("N");
        DurableFiles.Write(Path.Combine(directory, "id"), System.Text.Encoding.ASCII.GetBytes(id));
        return id;
    }
}
