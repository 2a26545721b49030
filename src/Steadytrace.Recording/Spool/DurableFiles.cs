namespace Steadytrace.Recording.Spool;

/// <summary>File operations that survive the loss of power once they have returned: temporary name, fsync, rename, fsync of the folder.</summary>
internal static class DurableFiles
{
    /// <summary>Ends the name of what is being written; a crash may leave it, and nobody reads it.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Replaces a file whole: a reader, and a crash, sees the old content or the new.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content) => DiskFiles.Instance.WriteDurably(path, content);

    /// <summary>Brings a folder's entries to the disk.</summary>
    public static void SyncFolder(string path) => DiskFiles.Instance.SyncFolder(path);

    /// <summary>Replaces a file whole: a reader, and a crash, sees the old content or the new.</summary>
    public static void WriteDurably(this IFileLayer files, string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + TemporarySuffix;
        files.WriteFile(temporary, content);
        files.SyncFile(temporary);
        files.RenameFile(temporary, path);
        files.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Paths of all files in a folder, however deep.</summary>
    public static IEnumerable<string> AllFilesIn(this IFileLayer files, string folder) =>
        files.FilesIn(folder).Concat(files.FoldersIn(folder).SelectMany(files.AllFilesIn));

    /// <summary>A folder, and all folders in it, the innermost first.</summary>
    public static IEnumerable<string> AllFoldersOf(this IFileLayer files, string folder) => files.FoldersIn(folder).SelectMany(files.AllFoldersOf).Append(folder);

    /// <summary>Makes a folder whose parent exists.</summary>
    public static void CreateFolderDurably(this IFileLayer files, string path)
    {
        files.CreateFolder(path);
        files.SyncFolder(Path.GetDirectoryName(path)!);
    }
}
