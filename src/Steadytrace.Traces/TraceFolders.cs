using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Ftrace.TraceDat;

namespace Steadytrace.Traces;

/// <summary>The traces under a path, by kind.</summary>
/// <param name="Ctf">Directories with a file <c>metadata</c>.</param>
/// <param name="Ftrace">Directories with a file <c>ftrace.json</c>.</param>
/// <param name="TraceDat">Files that trace-cmd wrote.</param>
/// <param name="HasRecordedMarker">True when a file <see cref="RecordedMarkerName"/> stands there.</param>
/// <param name="Unseen">Directories below the path that could not be looked into: nobody knows what is left out.</param>
internal sealed record TraceFolders(IReadOnlyList<string> Ctf, IReadOnlyList<string> Ftrace, IReadOnlyList<string> TraceDat, bool HasRecordedMarker, IReadOnlyList<TraceFault> Unseen)
{
    /// <summary>Stands in every chunk that was recorded by LTTng: a chunk with it and without a trace is one in which nothing happened.</summary>
    public const string RecordedMarkerName = "lttng.json";

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
        throw new TraceException(new TraceFault(path, null, 0, reason));
    }

    /// <summary>Looks at a file, or in a directory and all below it; links to directories are not followed, so that none can lead in circles.</summary>
    /// <exception cref="TraceException">The directory cannot be looked into; or one below it, and there is no trace beside it.</exception>
    public static TraceFolders Look(string path)
    {
        if (File.Exists(path)) return new TraceFolders([], [], TraceDatFile.IsOne(path) ? [path] : [], false, []);
        if (!Directory.Exists(path)) return new TraceFolders([], [], [], false, []);
        var walk = new FolderWalk(path);
        var ctf = walk.Folders.FindAll(folder => File.Exists(Path.Combine(folder, TraceDirectory.MetadataName)));
        var ftrace = walk.Folders.FindAll(folder => File.Exists(Path.Combine(folder, FtraceDescription.FileName)));
        var dat = walk.DatFiles.Order(StringComparer.Ordinal).ToList();
        var found = new TraceFolders(ctf, ftrace, dat, walk.Folders.Exists(folder => File.Exists(Path.Combine(folder, RecordedMarkerName))), walk.Unseen);
        return found is { Kinds: TraceKinds.None, HasRecordedMarker: false, Unseen: [var unseen, ..] } ? throw new TraceException(unseen) : found;
    }
}
