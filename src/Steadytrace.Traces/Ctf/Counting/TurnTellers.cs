using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Finds the one stream of each CPU whose switches tell its time: where several do, all tell the same.</summary>
internal static class TurnTellers
{
    /// <param name="streams">All streams.</param>
    /// <param name="together">CPUs whose streams are read together, which tell their time themselves.</param>
    public static IReadOnlySet<TraceStream> Of(IEnumerable<TraceStream> streams, IReadOnlyCollection<SharedCpu> together)
    {
        var taken = together.SelectMany(cpu => cpu.Streams).Select(stream => (stream.Identity, stream.Cpu)).ToHashSet();
        return streams
            .Where(stream => stream.Class.Clock is not null && stream.Cpu is not null && stream.Class.TellsTurns && !taken.Contains((stream.Identity, stream.Cpu)))
            .GroupBy(stream => (stream.Identity, stream.Cpu))
            .Select(group => group.OrderByDescending(stream => stream.TracksThreads).First()) // in the order of the streams else
            .ToHashSet();
    }
}
