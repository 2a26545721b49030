using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Output;

/// <summary>Where a recorder has lost events, in words.</summary>
internal static class LossText
{
    private const int MostCpus = 8;

    /// <summary><c>cpu 3 1,200 · cpu 0 4 · 2 packets</c>; empty where nothing is lost, or nobody knows where.</summary>
    public static string Of(SourceView source)
    {
        var parts = source.LostByCpu.Take(MostCpus).Select(loss => $"{loss.Name} {Figures.Count(loss.Count)}").ToList();
        if (source.LostByCpu.Count > MostCpus) parts.Add($"{Figures.Count(source.LostByCpu.Skip(MostCpus).Sum(loss => loss.Count))} on others");
        if (source.LostPackets > 0) parts.Add(Figures.Of(source.LostPackets, "packet", "packets"));
        return string.Join(" · ", parts);
    }
}
