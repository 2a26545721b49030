namespace Steadytrace.Recording.Replay;

/// <summary>Sees which traces have come into a folder since the last look.</summary>
/// <remarks>
/// An archive of LTTng appears whole, by a rename. Any other trace is taken for complete when two looks, <paramref name="settled"/> apart, found it the same.
/// </remarks>
/// <param name="path">The folder; it may come later.</param>
/// <param name="settled">How long a trace must stay as it is.</param>
/// <param name="time">The clock.</param>
internal sealed class ReplayArrivals(string path, TimeSpan settled, TimeProvider time)
{
    private readonly HashSet<string> _taken = [];
    private readonly Dictionary<string, (long Bytes, int Files, long Since)> _seen = [];

    /// <summary>Those that are new and complete, in the order of their paths.</summary>
    public IReadOnlyList<ReplayTrace> Look(long nowUnixNs, CancellationToken cancellation)
    {
        if (!Directory.Exists(path)) return [];
        var complete = ReplayLibrary.Find(path).Where(folder => !_taken.Contains(folder) && IsComplete(folder)).ToList();
        _taken.UnionWith(complete);
        return ReplayLibrary.Times(complete, nowUnixNs, cancellation);
    }

    private bool IsComplete(string folder)
    {
        if (ReplayLibrary.IsArchive(folder)) return true;
        var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        var now = (Bytes: files.Sum(file => file.Length), Files: files.Count);
        if (_seen.TryGetValue(folder, out var before) && (before.Bytes, before.Files) == now) return time.GetElapsedTime(before.Since) >= settled;
        _seen[folder] = (now.Bytes, now.Files, time.GetTimestamp());
        return false;
    }
}
