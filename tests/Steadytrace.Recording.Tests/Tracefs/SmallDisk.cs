using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Tracefs;

/// <summary>A file system of 1 MiB, gone when the test is.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallDisk() => TracedRun.Execute("mount", "-t", "tmpfs", "-o", "size=1m", "none", Path);

    public string Path => _folder.Path;

    public void Dispose()
    {
        TracedRun.Execute("umount", "--lazy", Path);
        _folder.Dispose();
    }
}
