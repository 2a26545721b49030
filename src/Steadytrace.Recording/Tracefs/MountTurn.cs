using System.ComponentModel;

namespace Steadytrace.Recording.Tracefs;

/// <summary>One at a time of the processes on this host mounts or unmounts: by a lock on the folder around the mount point, which no mount covers.</summary>
internal sealed class MountTurn : IDisposable
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(5);
    private const int Attempts = 400;
    private readonly FileDescriptor? _folder;

    private MountTurn(FileDescriptor? folder) => _folder = folder;

    /// <summary>Waits for the turn, two seconds at most: any user may lock a folder that he may read, and none may hold us up.</summary>
    public static MountTurn Take(string mountPoint)
    {
        FileDescriptor folder;
        try
        {
            folder = Libc.Open(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(mountPoint)) ?? "/", Libc.ReadOnly);
        }
        catch (Win32Exception)
        {
            // Not there or not ours to read: what follows says so better.
            return new MountTurn(null);
        }

        for (var attempt = 1; !Libc.TryLock(folder) && attempt < Attempts; attempt++) Thread.Sleep(BetweenAttempts);
        return new MountTurn(folder);
    }

    public void Dispose()
    {
        if (_folder is null) return;
        Libc.Release(_folder);
        _folder.Dispose();
    }
}
