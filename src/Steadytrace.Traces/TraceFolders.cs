using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Ftrace.TraceDat;

namespace Steadytrace.Traces;

/// <summary>The traces under a path, by kind.</summary>
/// <param name="Ctf">Directories with a file <c>metadata</c>.</param>
/// <param name="Ftrace">Directories with a file <c>ftrace.json</c>.</param>
/// <param name="TraceDat">Files that trace-cmd wrote.</param>
/// <param name="HasRecordedMarker">True when a file <see cref="RecordedMarkerName"/> stands there.</param>
internal sealed record TraceFolders(IReadOnlyList<string> Ctf, IReadOnlyList<string> Ftrace, IReadOnlyList<string> TraceDat, bool HasRecordedMarker)
{
    /// <summary>Stands in every chunk that was recorded by LTTng: a chunk with it and without a trace is one in which nothing happened.</summary>
    public const string RecordedMarkerName = "lttng.json";

    private const int MaximumDepth = 32;
    private const int MaximumFolders = 100_000;

    /// <summary>Which kinds there are.</summary>
    public TraceKinds Kinds =>
        (Ctf.Count > 0 ? TraceKinds.Ctf : TraceKinds.None) | (Ftrace.Count > 0 ? TraceKinds.Ftrace : TraceKinds.None) | (TraceDat.Count > 0 ? TraceKinds.TraceDat : TraceKinds.None);

    /// <summary>The traces of a path: at least one, or a recorded chunk in which nothing happened.</summary>
    /// <exception cref="TraceException">No such directory, no trace in it, or one that cannot be looked into.</exception>
    public static TraceFolders Find(string path)
    {
        var found = Look(path);
        if (found.Kinds != TraceKinds.None || found.HasRecordedMarker) return found;
        var reason = File.Exists(path) ? "a file that trace-cmd did not write; other traces are directories"
            : Directory.Exists(path) ? $"no trace (no file named {TraceDirectory.MetadataName} or {FtraceDescription.FileName}, and no *.dat of trace-cmd) in this directory or below it"
            : "no such directory";
        throw Fault(path, reason);
    }

    /// <summary>Looks at a file, or in a directory and all below it; links to directories are not followed, so that none can lead in circles.</summary>
    /// <exception cref="TraceException">A directory cannot be looked into: nobody would know what is left out.</exception>
    public static TraceFolders Look(string path)
    {
        if (File.Exists(path)) return new TraceFolders([], [], TraceDatFile.IsOne(path) ? [path] : [], false);
        if (!Directory.Exists(path)) return new TraceFolders([], [], [], false);
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MaximumDepth, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        try
        {
            var folders = Directory.EnumerateDirectories(path, "*", options).Take(MaximumFolders).Order(StringComparer.Ordinal).Prepend(path).ToList();
            if (folders.Count > MaximumFolders) throw Fault(path, $"more than {MaximumFolders} directories");
            var ctf = folders.FindAll(folder => File.Exists(Path.Combine(folder, TraceDirectory.MetadataName)));
            var ftrace = folders.FindAll(folder => File.Exists(Path.Combine(folder, FtraceDescription.FileName)));
            var dat = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.dat")).Where(TraceDatFile.IsOne).Order(StringComparer.Ordinal).ToList();
            return new TraceFolders(ctf, ftrace, dat, folders.Exists(folder => File.Exists(Path.Combine(folder, RecordedMarkerName))));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Fault(path, $"cannot be read: {error.Message}", error);
        }
    }

    private static TraceException Fault(string path, string reason, Exception? inner = null) => new(new TraceFault(path, null, 0, reason), inner);
}
