using Steadytrace.Recording.Lttng;
using Steadytrace.Traces;

namespace Steadytrace.Recording.Spool;

/// <summary>Where streams stood at the end of a chunk whose cut nobody reported: a crash came between.</summary>
public static class ChunkTails
{
    /// <summary>From the state that LTTng's recorder writes beside each archive, else from the last packets of the archive's streams.</summary>
    /// <param name="dataPath">The chunk's data folder.</param>
    /// <param name="before">Where each stream stood at its begin; null where that is not known.</param>
    /// <returns>Null when nobody can tell of all streams.</returns>
    public static IReadOnlyList<StreamTail>? After(string dataPath, IReadOnlyList<StreamTail>? before)
    {
        var trace = Path.Combine(dataPath, LttngArchives.TraceFolder);
        if (!Directory.Exists(trace)) return null;
        if (StateIn(trace) is { } state) return state.Tails;
        // A stream that is not in the archive stands where it stood before.
        if (before is null) return null;
        var (tails, unknown) = LttngTails.After(before, trace);
        return unknown.Count == 0 ? tails : null;
    }

    private static LttngArchiveState? StateIn(string trace)
    {
        try
        {
            return LttngArchiveState.Read(trace);
        }
        catch (RecorderException)
        {
            // Damaged: the packets tell the same.
            return null;
        }
    }
}
