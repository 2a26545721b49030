using System.Runtime.InteropServices;

namespace Steadytrace.Recording.Spool;

/// <summary>File operations that survive the loss of power once they have returned: temporary name, fsync, rename, fsync of the folder.</summary>
internal static partial class DurableFiles
{
    private const int OpenReadOnly = 0;
    private const int OpenCloseOnExec = 0x80000;

    /// <summary>Replaces a file whole: a reader, and a crash, sees the old content or the new.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes a folder whose parent exists.</summary>
    public static void CreateFolder(string path)
    {
        Directory.CreateDirectory(path);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Brings a file's bytes to the disk.</summary>
    public static void SyncFile(string path) => Sync(path);

    /// <summary>Brings a folder's entries to the disk.</summary>
    public static void SyncFolder(string path) => Sync(path);

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

    private static IOException Failed(string call, string path) =>
        new($"{path}: {call} failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
