using System.ComponentModel;
using Microsoft.Win32.SafeHandles;

namespace Steadytrace.Recording.Tracefs;

/// <summary>Writes files that are there whole or not at all, whatever dies.</summary>
internal static class DurableFile
{
    /// <summary>Temporary name, fsync, rename, fsync of the folder.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = path + ".new";
        using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, bytes, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(temporary, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>The same file in another folder: a second name for it, or a copy where the file system has none.</summary>
    public static void Link(string path, string folder)
    {
        var target = Path.Combine(folder, Path.GetFileName(path));
        if (File.Exists(target)) return;
        if (Libc.Link(path, target) == 0) return;
        var failure = Libc.Failure();
        if (failure.NativeErrorCode is not (Libc.CrossDevice or Libc.NotPermitted)) throw new IOException($"cannot link {path} to {target}: {failure.Message}", failure);
        Write(target, File.ReadAllBytes(path));
    }

    /// <summary>Syncs and closes.</summary>
    public static void Close(IEnumerable<SafeFileHandle> files)
    {
        foreach (var file in files)
        {
            using (file) RandomAccess.FlushToDisk(file);
        }
    }

    /// <summary>Makes the names in a folder durable.</summary>
    public static void SyncFolder(string folder)
    {
        try
        {
            using var open = Libc.Open(folder, Libc.ReadOnly);
            if (Libc.Sync(open) != 0) throw Libc.Failure();
        }
        catch (Win32Exception failure)
        {
            throw new IOException($"cannot sync folder {folder}: {failure.Message}", failure);
        }
    }
}
