using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tests.Tracing;

/// <summary>Lets a test look into a spool that an actor is using: nothing is written, nothing is cleaned up.</summary>
internal sealed class UntouchedFiles : IFileLayer
{
    public void CreateFolder(string path)
    {
    }

    public void WriteFile(string path, ReadOnlySpan<byte> content)
    {
    }

    public void RenameFile(string from, string to)
    {
    }

    public void MoveFolder(string from, string to)
    {
    }

    public void DeleteFile(string path)
    {
    }

    public void DeleteFolder(string path)
    {
    }

    public void SyncFile(string path)
    {
    }

    public void SyncFolder(string path)
    {
    }
}
