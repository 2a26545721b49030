using System.Runtime.InteropServices;

namespace Steadytrace.Recording.Spool;

/// <summary>The file system of this machine.</summary>
public sealed partial class DiskFiles : IFileLayer
{
    public static readonly DiskFiles Instance = new();
    private const int OpenReadOnly = 0;
    private const int OpenCloseOnExec = 0x80000;

    private DiskFiles()
    {
    }

    /// <inheritdoc/>
    public void CreateFolder(string path)
    {
        // Not its parents too: where the spool's disk is not mounted, nothing may grow in its place.
        if (!Directory.Exists(Path.GetDirectoryName(path))) throw new DirectoryNotFoundException($"{Path.GetDirectoryName(path)} is not there");
        Directory.CreateDirectory(path);
    }

    /// <inheritdoc/>
    public void WriteFile(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(content);
    }

    /// <inheritdoc/>
    public void RenameFile(string from, string to) => File.Move(from, to, overwrite: true);

    /// <inheritdoc/>
    public void MoveFolder(string from, string to) => Directory.Move(from, to);

    /// <inheritdoc/>
    public void DeleteFile(string path) => File.Delete(path);

    /// <inheritdoc/>
    public void DeleteFolder(string path) => Directory.Delete(path, recursive: true);

    /// <inheritdoc/>
    public void SyncFile(string path) => Sync(path);

    /// <inheritdoc/>
    public void SyncFolder(string path) => Sync(path);

    private static void Sync(string path)
    {
        var descriptor = Open(path, OpenReadOnly | OpenCloseOnExec);
        if (descriptor < 0) throw Failed("open", path);
        try
        {
            if (FSync(descriptor) < 0) throw Failed("fsync", path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    // The number stays with it, as the runtime's own exceptions carry it: who catches it must tell a full disk from a broken one.
    private static IOException Failed(string call, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{path}: {call} failed: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
