using System.Text;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Ftrace;

namespace Steadytrace.Recording.Tracefs;

/// <summary>The kernel's counters, and the file in a chunk that keeps them.</summary>
internal static class CountersFile
{
    /// <summary>What a chunk's file says; null when it is gone, or was never written whole.</summary>
    public static ChunkCounters? Read(string chunkDirectory)
    {
        try
        {
            return ChunkCounters.Parse(File.ReadAllText(PathIn(chunkDirectory)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // Then nobody knows, and what is missing is declared by other means.
            return null;
        }
    }

    /// <summary>Replaces the file whole, or not at all. Not synced: it serves a successor of this process, and after a power failure there is no instance to succeed to.</summary>
    public static void Write(string chunkDirectory, ChunkCounters counters)
    {
        var (path, fresh) = (PathIn(chunkDirectory), PathIn(chunkDirectory) + DurableFiles.TemporarySuffix);
        File.WriteAllText(fresh, counters.ToString());
        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>Replaces the file whole.</summary>
    public static void WriteDurably(string chunkDirectory, ChunkCounters counters) => DurableFiles.Write(PathIn(chunkDirectory), Encoding.ASCII.GetBytes(counters.ToString()));

    /// <summary>The kernel's counters now, by CPU.</summary>
    public static Dictionary<int, CpuCounters> Of(TracefsInstance instance) => instance.Cpus.ToDictionary(cpu => cpu, instance.Counters);

    private static string PathIn(string chunkDirectory) => Path.Combine(chunkDirectory, ChunkCounters.FileName);
}
