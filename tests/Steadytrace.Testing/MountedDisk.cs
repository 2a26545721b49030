using System.Diagnostics;

namespace Steadytrace.Testing;

/// <summary>A small file system of the test's own, in memory: it fills up, turns read-only and vanishes as the test says, and is gone when the test is.</summary>
public sealed class MountedDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="kib">Its size.</param>
    public MountedDisk(int kib) => Run("mount", "-t", "tmpfs", "-o", $"size={kib}k", "none", Path);

    public string Path => _folder.Path;

    /// <summary>Fills it to the last byte, as somebody else would; the file's removal makes the room again.</summary>
    public string Fill()
    {
        var path = System.IO.Path.Combine(Path, "somebody-elses");
        var block = new byte[4096];
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            return path;
        }
    }

    public void Remount(bool readOnly) => Run("mount", "-o", readOnly ? "remount,ro" : "remount,rw", Path);

    public void Dispose()
    {
        Run("umount", "--lazy", Path);
        _folder.Dispose();
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command} {string.Join(' ', arguments)}: {error}");
    }
}
