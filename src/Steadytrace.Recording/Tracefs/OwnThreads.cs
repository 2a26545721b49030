using System.Globalization;

namespace Steadytrace.Recording.Tracefs;

/// <summary>Keeps this process out of its own recording.</summary>
internal static class OwnThreads
{
    private const int MostRounds = 10;

    /// <summary>
    /// Lists all our threads in <c>set_event_notrace_pid</c>. New ones follow by <c>event-fork</c>, which is on before they are listed;
    /// those that were made in between are found by looking again.
    /// </summary>
    public static void Exclude(TracefsInstance instance)
    {
        instance.Write("options/event-fork", "1");
        var listed = new HashSet<int>();
        for (var round = 0; round < MostRounds; round++)
        {
            var found = Threads().Where(listed.Add).ToList();
            if (round > 0 && found.Count == 0) return;
            // The first one empties what a predecessor left.
            if (round == 0) instance.Write("set_event_notrace_pid", "");
            foreach (var some in found.Chunk(100)) instance.Write("set_event_notrace_pid", string.Join(' ', some) + " ", append: true);
        }
    }

    private static IEnumerable<int> Threads() =>
        Directory.EnumerateDirectories("/proc/self/task").Select(path => int.Parse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture));
}
