using Steadytrace.Traces;

namespace Steadytrace.Recording.Lttng;

/// <summary>Where streams stand, as the indexes beside them tell.</summary>
internal static class LttngTails
{
    /// <summary>Where all streams stand after an archive.</summary>
    /// <param name="before">Where they stood before it.</param>
    /// <param name="piece">The archive's folder, which is or becomes a chunk's <c>trace/</c>.</param>
    /// <returns>The tails in the order of their names, and why the place of some streams is not known.</returns>
    public static (IReadOnlyList<StreamTail> Tails, IReadOnlyList<string> Unknown) After(IEnumerable<StreamTail> before, string piece)
    {
        var tails = before.ToDictionary(tail => tail.Stream);
        List<string> unknown = [];
        foreach (var file in Directory.EnumerateFiles(piece, "*", SearchOption.AllDirectories))
        {
            if (LttngArchiveMerge.IsIndex(file) || Path.GetFileName(file) is "metadata" or LttngArchiveState.FileName) continue;
            var name = $"{LttngArchives.TraceFolder}/{Path.GetRelativePath(piece, file)}";
            try
            {
                var entries = LttngIndexFile.Read(LttngArchiveMerge.IndexOf(file), new FileInfo(file).Length).Entries;
                if (entries.Count > 0) tails[name] = new StreamTail(name, Discarded(entries, tails.GetValueOrDefault(name)), entries[^1].PacketSequence);
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                tails.Remove(name);
                unknown.Add(e.Message);
            }
        }

        return ([.. tails.Values.OrderBy(tail => tail.Stream, StringComparer.Ordinal)], unknown);
    }

    /// <summary>The last count that a packet tells. A 0 behind others tells nothing: the tracer writes it now and then into a packet at a rotation.</summary>
    private static ulong Discarded(IReadOnlyList<LttngIndexEntry> entries, StreamTail? before) =>
        entries.LastOrDefault(entry => entry.EventsDiscarded != 0).EventsDiscarded is > 0 and var told ? told : before?.EventsDiscarded ?? 0;
}
