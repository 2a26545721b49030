using Steadytrace.Cluster.Fleet;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Output;

/// <summary>Where a recorder has lost events, in words.</summary>
internal static class LossText
{
    private const int MostCpus = 8;

    /// <summary>Of a run.</summary>
    public static string Of(SourceView source) => Of(source.LostByCpu, source.LostPackets);

    /// <summary>Of an interval.</summary>
    public static string Of(IntervalView interval) => Of(interval.LostByCpu, interval.LostPackets);

    /// <summary><c>cpu 3 1,200 · cpu 0 4 and 2 packets</c>; empty where nothing is lost, or nobody knows where.</summary>
    private static string Of(IReadOnlyList<LossOfCpu> byCpu, long packets)
    {
        var parts = byCpu.Take(MostCpus).Select(loss => $"{loss.Cpu} {LossOf(loss.Events, loss.Packets)}").ToList();
        var rest = byCpu.Skip(MostCpus).ToList();
        if (rest.Count > 0) parts.Add($"{LossOf(rest.Sum(loss => loss.Events), rest.Sum(loss => loss.Packets))} on others");
        var elsewhere = packets - byCpu.Sum(loss => loss.Packets);
        if (elsewhere > 0) parts.Add(Figures.Of(elsewhere, "packet", "packets"));
        return string.Join(" · ", parts);
    }

    private static string LossOf(long events, long packets) => (events, packets) switch
    {
        (_, 0) => Figures.Count(events),
        (0, _) => Figures.Of(packets, "packet", "packets"),
        _ => $"{Figures.Count(events)} and {Figures.Of(packets, "packet", "packets")}",
    };
}
