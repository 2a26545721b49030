using System.Text.RegularExpressions;
using Steadytrace.Recording.Lttng;
using Steadytrace.Traces;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Replay;

/// <summary>Finds the traces in a folder, and when they were recorded.</summary>
internal static partial class ReplayLibrary
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private static readonly PathOrder Order = new();

    /// <summary>The traces in a folder, in the order of their paths.</summary>
    /// <exception cref="RecorderException">There is none, or no such folder.</exception>
    public static IReadOnlyList<ReplayTrace> Open(string path, long nowUnixNs, CancellationToken cancellation)
    {
        if (!Directory.Exists(path)) throw new RecorderException($"{path}: no such folder: name a trace, or a folder of traces", permanent: true);
        List<string> folders;
        try
        {
            folders = [.. Find(path)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecorderException($"{path}: cannot be read ({e.Message})", permanent: true, e);
        }

        if (folders.Count == 0)
            throw new RecorderException($"{path}: no trace in it (no folder with a file metadata or {FtraceDescription.FileName})", permanent: true);

        return Times(folders, nowUnixNs, cancellation);
    }

    /// <summary>The traces in these folders with their times; one without any is as late as the one before it.</summary>
    public static IReadOnlyList<ReplayTrace> Times(IReadOnlyList<string> folders, long nowUnixNs, CancellationToken cancellation)
    {
        List<ReplayTrace> traces = [];
        foreach (var folder in folders)
        {
            var (begin, end) = TimesOf(folder, cancellation) ?? (Latest(traces) ?? nowUnixNs, Latest(traces) ?? nowUnixNs);
            traces.Add(new ReplayTrace(folder, begin, end));
        }

        return traces;
    }

    /// <summary>Folders of traces, the top one included, by path; numbers in it count as numbers. Nothing is looked for inside a trace.</summary>
    internal static IEnumerable<string> Find(string folder)
    {
        if (IsTrace(folder)) return [folder];
        return Directory.EnumerateDirectories(folder).Order(Order).SelectMany(Find);
    }

    /// <summary>An archive of a rotated session, by its name (<c>begin-end-number</c>) and what lies in it: the traces of the kernel and of all users in it are one.</summary>
    public static bool IsArchive(string folder) =>
        ArchiveName().IsMatch(Path.GetFileName(folder)) && (Directory.Exists(Path.Combine(folder, "kernel")) || Directory.Exists(Path.Combine(folder, "ust")));

    [GeneratedRegex(@"^\d{8}T\d{6}[+-]\d{4}-\d{8}T\d{6}[+-]\d{4}-\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex ArchiveName();

    private static bool IsTrace(string folder) =>
        IsArchive(folder)
        || File.Exists(Path.Combine(folder, "metadata"))
        || File.Exists(Path.Combine(folder, FtraceDescription.FileName))
        // A chunk of the LTTng recorder: the traces of all users in it are one.
        || File.Exists(Path.Combine(folder, LttngArchives.TraceFolder, LttngArchiveState.FileName));

    /// <summary>The seconds that hold its first and last event; null when it has no times, or cannot be read: whoever counts it tells why.</summary>
    private static (long Begin, long End)? TimesOf(string folder, CancellationToken cancellation)
    {
        try
        {
            var seconds = TraceCounter.Count(folder, new CountOptions { Interval = IntervalLength.All[0] }, cancellation).Tally.Intervals.Keys;
            if (!seconds.Any()) return null;
            return (seconds.First() * NanosecondsPerSecond, (seconds.Last() + 1) * NanosecondsPerSecond);
        }
        catch (TraceException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecorderException($"{folder}: cannot be read ({e.Message})", permanent: true, e);
        }
    }

    private static long? Latest(List<ReplayTrace> traces) => traces.Count == 0 ? null : traces[^1].EndUnixNs;

    /// <summary>Names that are numbers by their value (2 before 10), all others by their text.</summary>
    private sealed class PathOrder : IComparer<string>
    {
        public int Compare(string? x, string? y)
        {
            var (one, other) = (Path.GetFileName(x), Path.GetFileName(y));
            if (ulong.TryParse(one, out var number) && ulong.TryParse(other, out var otherNumber) && number != otherNumber)
                return number.CompareTo(otherNumber);
            return string.CompareOrdinal(one, other);
        }
    }
}
