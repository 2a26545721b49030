using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Steadytrace.Recording.Lttng;

/// <summary>The session daemon, where it was this recorder (or an earlier life of it) that started it.</summary>
/// <remarks>
/// Ours is known by a variable in its environment, which the kernel shows in <c>/proc</c>: no file that could be lost or go stale, no
/// process id that another process may have by now.
/// </remarks>
internal sealed partial class LttngDaemon(string token)
{
    private const string Variable = "STEADYTRACE_RECORDER";
    private const string ProcessName = "lttng-sessiond";
    private const int Terminate = 15;
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>The environment variable by which a daemon that we start is known as ours.</summary>
    public KeyValuePair<string, string> Mark { get; } = new(Variable, token);

    /// <summary>Asks our daemon, if there is one, to end, and waits until it is gone.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        var own = Find();
        // Its child ends with it.
        foreach (var id in own.Where(id => !own.Contains(ParentOf(id)))) _ = Kill(id, Terminate);
        var since = Stopwatch.GetTimestamp();
        while (own.Any(IsOurs))
        {
            if (Stopwatch.GetElapsedTime(since) > LongestEnd)
                throw new RecorderException($"{ProcessName} (process {string.Join(", ", own)}) does not end {LongestEnd.TotalSeconds} s after SIGTERM");
            await Task.Delay(Look, cancellation);
        }
    }

    /// <summary>Process ids of our daemon: one, and that of its child.</summary>
    private List<int> Find()
    {
        List<int> found = [];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && IsOurs(id)) found.Add(id);
        }

        return found;
    }

    private bool IsOurs(int id)
    {
        try
        {
            if (File.ReadAllText($"/proc/{id}/comm").TrimEnd('\n') != ProcessName) return false;
            // Empty for a process that has ended and was not yet reaped.
            return File.ReadAllText($"/proc/{id}/environ").Split('\0').Contains($"{Variable}={token}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone between two looks, or another user's: not ours.
            return false;
        }
    }

    private static int ParentOf(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith("PPid:", StringComparison.Ordinal));
            return int.TryParse(line.AsSpan(line is null ? 0 : 5), out var parent) ? parent : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int id, int signal);
}
