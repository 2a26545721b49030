using System.ComponentModel;

namespace Steadytrace.Recording.Tracefs;

/// <summary>Sees to it that tracefs is mounted, and unmounts it only if we mounted it and nobody uses it.</summary>
/// <remarks>It keeps the mounted folder open while in use, so that another process of ours that releases its own mount cannot take it from under us.</remarks>
public sealed class TracefsMount : IDisposable
{
    private FileDescriptor? _folder;

    private TracefsMount(string root, bool mounted, FileDescriptor folder) => (Root, Mounted, _folder) = (root, mounted, folder);

    /// <summary>Where it is mounted.</summary>
    public string Root { get; }

    /// <summary>True when it was not mounted before.</summary>
    public bool Mounted { get; }

    /// <summary>Mounts tracefs there unless it is mounted.</summary>
    /// <exception cref="RecorderException">Permanent: not allowed, no such folder, or a kernel without tracefs.</exception>
    public static TracefsMount Ensure(string root)
    {
        if (!OperatingSystem.IsLinux()) throw new RecorderException("ftrace: this is not Linux; use another recorder", permanent: true);
        // Twice: what is found mounted may be unmounted before it is open.
        for (var attempt = 1; ; attempt++)
        {
            var mounted = !IsMounted(root) && TryMount(root);
            try
            {
                var folder = Libc.Open(root, Libc.ReadOnly);
                if (IsMounted(root)) return new TracefsMount(root, mounted, folder);
                folder.Dispose();
            }
            catch (Win32Exception failure)
            {
                throw Failure(root, failure);
            }

            if (attempt == 2) throw new RecorderException($"ftrace: cannot read {root}: run as root (CAP_DAC_OVERRIDE is enough)", permanent: true);
        }
    }

    /// <summary>Unmounts it if <see cref="Mounted"/> and no other process uses it; else leaves it. May be called again.</summary>
    public void Release(bool unmount)
    {
        if (_folder is null) return;
        _folder.Dispose();
        _folder = null;
        // Busy: somebody else uses it. Not there: somebody else unmounted it.
        if (unmount) _ = Libc.Unmount(Root, 0);
    }

    /// <summary>Lets go of it, and unmounts it if it was mounted here.</summary>
    public void Dispose() => Release(Mounted);

    private static bool IsMounted(string root) => Directory.Exists(Path.Combine(root, "instances"));

    private static bool TryMount(string root)
    {
        if (Libc.Mount("nodev", root, "tracefs", 0, 0) == 0) return true;
        var failure = Libc.Failure();
        return failure.NativeErrorCode == Libc.Busy ? false : throw Failure(root, failure);
    }

    private static RecorderException Failure(string root, Win32Exception failure) => new(
        failure.NativeErrorCode switch
        {
            Libc.NotPermitted or Libc.Denied => $"ftrace: not allowed to use tracefs at {root}: run as root",
            Libc.NoDevice => "ftrace: this kernel has no tracefs: use a kernel with CONFIG_TRACING, or another recorder",
            Libc.NoEntry => $"ftrace: there is no folder {root} to mount tracefs on: use a kernel with CONFIG_TRACING, or name another folder",
            _ => $"ftrace: cannot mount tracefs at {root}: {failure.Message}",
        },
        permanent: true, failure);
}
