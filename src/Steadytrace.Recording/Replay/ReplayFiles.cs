using System.Runtime.InteropServices;
using Steadytrace.Recording.Lttng;

namespace Steadytrace.Recording.Replay;

/// <summary>Brings the files of traces into chunks.</summary>
internal static partial class ReplayFiles
{
    /// <summary>Fills a chunk: one trace at its top, several in folders of their own, none with the empty trace of an empty chunk.</summary>
    /// <param name="traces">The traces.</param>
    /// <param name="chunkDirectory">The chunk's folder.</param>
    /// <param name="link">
    /// Share the files instead of copying them. Only for files that are ours: sealing a chunk after a crash may shorten its files.
    /// </param>
    public static void Fill(IReadOnlyList<ReplayTrace> traces, string chunkDirectory, bool link)
    {
        if (traces.Count == 0) MarkEmpty(chunkDirectory);
        for (var i = 0; i < traces.Count; i++)
            Bring(traces[i].Folder, TargetOf(traces[i].Folder, traces.Count == 1 ? chunkDirectory : Path.Combine(chunkDirectory, $"{i}")), link);
    }

    /// <summary>An archive of LTTng becomes what it would be in a chunk of the LTTng recorder.</summary>
    private static string TargetOf(string folder, string target) => ReplayLibrary.IsArchive(folder) ? Path.Combine(target, LttngArchives.TraceFolder) : target;

    /// <summary>Removes what a dead process left half done in a chunk, and makes it an empty one.</summary>
    public static void Reset(string chunkDirectory)
    {
        foreach (var folder in Directory.EnumerateDirectories(chunkDirectory)) Directory.Delete(folder, recursive: true);
        foreach (var file in Directory.EnumerateFiles(chunkDirectory)) File.Delete(file);
        MarkEmpty(chunkDirectory);
    }

    /// <summary>A folder <c>trace/</c> without a trace tells that the chunk is empty, not broken; a file in it makes the folder travel.</summary>
    private static void MarkEmpty(string chunkDirectory) =>
        LttngArchiveState.Empty.Write(Directory.CreateDirectory(Path.Combine(chunkDirectory, LttngArchives.TraceFolder)).FullName);

    private static void Bring(string from, string to, bool link)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            // Another file system, or one without links: a copy does.
            if (!link || Link(file, target) != 0) File.Copy(file, target);
        }
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string created);
}
