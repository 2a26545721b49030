namespace Steadytrace.Recording.Spool;

/// <summary>The operations of a file system that decide what a loss of power leaves: whatever the spool writes goes through here.</summary>
/// <remarks>
/// None is durable by itself. A file's content is once <see cref="SyncFile"/> has returned, a folder's entries (new, renamed, gone) once
/// <see cref="SyncFolder"/> of that folder has. Tests put a layer below that forgets the rest.
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
}
