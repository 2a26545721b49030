using System.ComponentModel;

namespace Steadytrace.Recording.Tracefs;

/// <summary>Sees to it that tracefs is mounted, and unmounts it only if a Steadytrace mounted it and nobody uses it.</summary>
/// <remarks>
/// It keeps the mounted folder open while in use, so that another process of ours cannot take it from under us. Whoever mounts it notes
/// the mount's number in <c>/run</c>, which lasts as long as a mount does; the last to let go of that very mount unmounts it.
/// </remarks>
public sealed class TracefsMount : IDisposable
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(10);
    private const int UnmountAttempts = 20;
    private readonly string _note;
    private FileDescriptor? _folder;

    private TracefsMount(string root, bool mounted, FileDescriptor folder) => (Root, Mounted, _folder, _note) = (root, mounted, folder, NoteOf(root));

    /// <summary>Where it is mounted.</summary>
    public string Root { get; }

    /// <summary>True when it was not mounted before.</summary>
    public bool Mounted { get; }

    /// <summary>Mounts tracefs there unless it is mounted.</summary>
    /// <exception cref="RecorderException">Permanent: not allowed, no such folder, or a kernel without tracefs.</exception>
    public static TracefsMount Ensure(string root)
    {
        if (!OperatingSystem.IsLinux()) throw new RecorderException("ftrace: this is not Linux; use another recorder", permanent: true);
        using var turn = MountTurn.Take(root);
        // Twice: what is found mounted may be unmounted by somebody else before it is open.
        for (var attempt = 1; ; attempt++)
        {
            var mounted = !IsMounted(root) && TryMount(root);
            try
            {
                var folder = Libc.Open(root, Libc.ReadOnly);
                if (mounted) File.WriteAllText(NoteOf(root), MountNumber(root));
                if (IsMounted(root)) return new TracefsMount(root, mounted, folder);
                folder.Dispose();
            }
            catch (Win32Exception failure)
            {
                throw Failure(root, failure);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new RecorderException($"ftrace: cannot note in {NoteOf(root)} that {root} was mounted: {failure.Message}", permanent: true, failure);
            }

            if (attempt == 2) throw new RecorderException($"ftrace: cannot read {root}: run as root (CAP_DAC_OVERRIDE is enough)", permanent: true);
        }
    }

    /// <summary>Lets go of it. May be called again.</summary>
    /// <param name="unmount">Unmounts it too, if a Steadytrace mounted it and nobody uses it.</param>
    public void Release(bool unmount)
    {
        if (_folder is null) return;
        _folder.Dispose();
        _folder = null;
        // Busy: somebody else uses it, and one of ours unmounts it later; or a child that was just forked still holds a copy of what we had open.
        for (var attempt = 1; unmount && !TryUnmount() && attempt < UnmountAttempts; attempt++) Thread.Sleep(BetweenAttempts);
    }

    /// <summary>Lets go of it, and unmounts it if it is ours to unmount.</summary>
    public void Dispose() => Release(unmount: true);

    /// <returns>False where it is ours to unmount, and busy.</returns>
    private bool TryUnmount()
    {
        using var turn = MountTurn.Take(Root);
        if (!File.Exists(_note) || MountNumber(Root) is not { Length: > 0 } number || File.ReadAllText(_note) != number) return true;
        if (Libc.Unmount(Root, 0) != 0) return Libc.Failure().NativeErrorCode != Libc.Busy;
        File.Delete(_note);
        return true;
    }

    private static string NoteOf(string root) => $"/run/steadytrace.tracefs{Path.TrimEndingDirectorySeparator(root).Replace('/', '-')}";

    // mountinfo: number, parent, device, folder within, mount point, …
    private static string MountNumber(string root)
    {
        var point = Path.TrimEndingDirectorySeparator(root);
        return File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')).LastOrDefault(words => words[4] == point)?[0] ?? "";
    }

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
