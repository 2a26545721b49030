using System.Globalization;
using System.Text;

namespace Steadytrace.Recording.Tracefs;

/// <summary>The names of all threads, as they are now: what the kernel saved while tracing, and over it what <c>/proc</c> says of those alive.</summary>
internal static class ThreadNameScan
{
    private const int LongestBytes = 15;

    // What a kernel worker works on stands behind its name there.
    private const int LongestShownBytes = 128;

    // Latin-1 keeps each byte of a name as it is.
    private static readonly Encoding Bytes = Encoding.Latin1;

    /// <summary>The names as lines <c>pid comm</c>.</summary>
    /// <param name="savedCommandLines">The kernel's global table: read, never written.</param>
    public static byte[] Read(string savedCommandLines)
    {
        var names = new SortedDictionary<int, string>();
        // As bytes: a string of the whole table would be a large object, made anew at each cut.
        ReadOnlySpan<byte> saved = File.ReadAllBytes(savedCommandLines);
        foreach (var range in saved.Split((byte)'\n'))
        {
            var line = saved[range];
            var space = line.IndexOf((byte)' ');
            if (space > 0 && int.TryParse(line[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) names[pid] = Bytes.GetString(line[(space + 1)..]);
        }

        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (TryPid(Path.GetFileName(process.AsSpan()), out _)) ReadThreads(process, names);
        }

        var text = new StringBuilder();
        foreach (var (pid, name) in names)
        {
            // A name may hold a line break; such a thread is named by its first switch.
            if (!name.Contains('\n')) text.Append(CultureInfo.InvariantCulture, $"{pid} {name}\n");
        }

        return ToBytes(text);
    }

    private static byte[] ToBytes(StringBuilder text)
    {
        var bytes = new byte[text.Length];
        var rest = bytes.AsSpan();
        foreach (var chunk in text.GetChunks()) rest = rest[Bytes.GetBytes(chunk.Span, rest)..];
        return bytes;
    }

    // Once for each thread of the machine at each chunk: so with as few calls as there can be, and no file object.
    private static void ReadThreads(string process, SortedDictionary<int, string> names)
    {
        Span<byte> name = stackalloc byte[LongestShownBytes];
        try
        {
            foreach (var thread in Directory.EnumerateDirectories(Path.Combine(process, "task")))
            {
                if (!TryPid(Path.GetFileName(thread.AsSpan()), out var pid)) continue;
                var length = Libc.TryReadFile($"{thread}/comm", name);
                // The thread ended while we looked.
                if (length <= 0) continue;
                names[pid] = KernelName(Bytes.GetString(name[..length].TrimEnd((byte)'\n')));
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // The process ended while we looked.
        }
    }

    // /proc shows a kernel worker with what it works on, kworker/1:0-events, where the trace has kworker/1:0; a rescuer's name,
    // kworker/R-xfs, is its own.
    internal static string KernelName(string shown)
    {
        const string Worker = "kworker/";
        var work = shown.StartsWith(Worker, StringComparison.Ordinal) && !shown.StartsWith(Worker + "R-", StringComparison.Ordinal) ? shown.IndexOfAny(['-', '+']) : -1;
        var name = work < 0 ? shown : shown[..work];
        return name.Length > LongestBytes ? name[..LongestBytes] : name;
    }

    private static bool TryPid(ReadOnlySpan<char> text, out int pid) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out pid);
}
