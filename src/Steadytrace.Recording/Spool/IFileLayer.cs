namespace Steadytrace.Recording.Spool;

/// <summary>The file system as the spool uses it: whatever it writes or reads goes through here.</summary>
/// <remarks>
/// None is durable by itself. A file's content is once <see cref="SyncFile"/> has returned, a folder's entries (new, renamed, gone) once
/// <see cref="SyncFolder"/> of that folder has. Tests put a layer below that forgets the rest. Reading is from this machine's files, unless a layer
/// keeps its own.
/// </remarks>
public interface IFileLayer
{
    /// <summary>Makes a folder whose parent exists; one that is there already stays.</summary>
    void CreateFolder(string path);

    /// <summary>Makes a file anew with this content.</summary>
    void WriteFile(string path, ReadOnlySpan<byte> content);

    /// <summary>Renames a file, in place of one that has the new name.</summary>
    void RenameFile(string from, string to);

    /// <summary>Moves a folder to a name that is free.</summary>
    void MoveFolder(string from, string to);

    /// <summary>Removes a file; one that is not there is removed.</summary>
    void DeleteFile(string path);

    /// <summary>Removes a folder with all that is in it.</summary>
    void DeleteFolder(string path);

    /// <summary>Brings a file's content to the disk.</summary>
    void SyncFile(string path);

    /// <summary>Brings a folder's entries to the disk.</summary>
    void SyncFolder(string path);

    /// <summary>Opens a file for writing, and writes nothing: shows that it can be done.</summary>
    void TouchFile(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite).Dispose();

    bool FileExists(string path) => File.Exists(path);

    bool FolderExists(string path) => Directory.Exists(path);

    /// <summary>The whole of a small file.</summary>
    byte[] ReadFile(string path) => File.ReadAllBytes(path);

    /// <summary>Paths of a folder's files, not of those further inside.</summary>
    IEnumerable<string> FilesIn(string folder) => Directory.EnumerateFiles(folder);

    /// <summary>Paths of a folder's folders.</summary>
    IEnumerable<string> FoldersIn(string folder) => Directory.EnumerateDirectories(folder);

    /// <summary>A file's size in bytes.</summary>
    long BytesOf(string path) => new FileInfo(path).Length;

    /// <summary>When a file was last written, in Unix nanoseconds.</summary>
    long LastWrittenUnixNs(string path) => (File.GetLastWriteTimeUtc(path) - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>How much room the disk of a folder has; null when it does not answer.</summary>
    DiskRoom? RoomOf(string folder) => DiskRoom.Of(folder);
}
