using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Finds the streams that cannot be counted alone: several of one trace on one CPU, whose events take their process from each other.</summary>
internal static class SharedCpus
{
    public static List<SharedCpu> Of(IEnumerable<TraceStream> streams)
    {
        var all = streams.ToList();
        var tracked = all.Where(stream => stream.TracksThreads).Select(stream => stream.Identity).ToHashSet();
        if (tracked.Count == 0) return [];
        return [.. all
            .Where(stream => tracked.Contains(stream.Identity) && stream.Class.NeedsThreads && stream.Cpu is not null && stream.Class.Clock is not null)
            .GroupBy(stream => (stream.Identity, stream.Cpu))
            .Where(group => group.Count() > 1)
            .Select(group => new SharedCpu([.. group]))];
    }
}
