using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Ftrace.TraceDat;

namespace Steadytrace.Traces;

/// <summary>The traces under a path, by kind.</summary>
/// <param name="Ctf">Directories with a file <c>metadata</c>.</param>
/// <param name="Ftrace">Directories with a file <c>ftrace.json</c>.</param>
/// <param name="TraceDat">Files that trace-cmd wrote.</param>
internal sealed record TraceFolders(IReadOnlyList<string> Ctf, IReadOnlyList<string> Ftrace, IReadOnlyList<string> TraceDat)
{
    /// <summary>Stands in every chunk that was recorded by LTTng: a chunk with it and without a trace is one in which nothing happened.</summary>
    public const string RecordedMarkerName = "lttng.json";

    private const int MaximumDepth = 32;

    /// <summary>Looks at a file, or in a directory and all below it; links are not followed, so that none can lead in circles.</summary>
    /// <exception cref="TraceException">No such directory, or no trace in it.</exception>
    public static TraceFolders Find(string path)
    {
        if (File.Exists(path))
            return TraceDatFile.IsOne(path) ? new TraceFolders([], [], [path]) : throw Nothing(path, "a file that trace-cmd did not write; other traces are directories");
        if (!Directory.Exists(path)) throw Nothing(path, "no such directory");
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MaximumDepth, AttributesToSkip = FileAttributes.ReparsePoint };
        try
        {
            var folders = Directory.EnumerateDirectories(path, "*", options).Order(StringComparer.Ordinal).Prepend(path).ToList();
            var ctf = folders.FindAll(folder => File.Exists(Path.Combine(folder, TraceDirectory.MetadataName)));
            var ftrace = folders.FindAll(folder => File.Exists(Path.Combine(folder, FtraceDescription.FileName)));
            var dat = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.dat")).Where(TraceDatFile.IsOne).Order(StringComparer.Ordinal).ToList();
            if (ctf.Count + ftrace.Count + dat.Count == 0 && !folders.Any(folder => File.Exists(Path.Combine(folder, RecordedMarkerName))))
                throw Nothing(path, $"no trace (no file named {TraceDirectory.MetadataName} or {FtraceDescription.FileName}, and no *.dat of trace-cmd) in this directory or below it");
            return new TraceFolders(ctf, ftrace, dat);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TraceException(new TraceFault(path, null, 0, $"cannot be read: {error.Message}"), error);
        }
    }

    private static TraceException Nothing(string path, string reason) => new(new TraceFault(path, null, 0, reason));
}
