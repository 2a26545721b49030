using System.Runtime.InteropServices;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Cluster.Watching;

/// <summary>What one chunk gives to one second.</summary>
internal sealed class SecondCounts
{
    /// <summary>Under this name counts are added up that find no room under their own.</summary>
    public const string Others = "(others)";

    /// <summary>Events and processes of a second, each; a host has some hundred of them.</summary>
    private const int MostNames = 4_000;

    public Dictionary<(string Type, string Name), long> Events { get; } = [];

    public Dictionary<string, long> Processes { get; } = [];

    public Dictionary<string, long> CpuNs { get; } = [];

    public long Lost { get; private set; }

    public long LostPackets { get; private set; }

    /// <summary>Names that it holds.</summary>
    public int Entries => Events.Count + Processes.Count + CpuNs.Count;

    /// <summary>Adds what is new of the second.</summary>
    public void Add(LiveSecond more)
    {
        foreach (var count in more.Counts)
        {
            Add(Events, (count.Type, count.Event), (Others, Others), count.Events);
            Add(Processes, count.Process, Others, count.Events);
        }

        foreach (var time in more.CpuTimes) Add(CpuNs, time.Process, Others, time.Nanoseconds);
        Lost += more.Lost;
        LostPackets += more.LostPackets;
    }

    /// <summary>Adds what another chunk gives to the same second.</summary>
    public void Add(SecondCounts other)
    {
        foreach (var (name, count) in other.Events) Add(Events, name, (Others, Others), count);
        foreach (var (name, count) in other.Processes) Add(Processes, name, Others, count);
        foreach (var (name, ns) in other.CpuNs) Add(CpuNs, name, Others, ns);
        Lost += other.Lost;
        LostPackets += other.LostPackets;
    }

    private static void Add<TKey>(Dictionary<TKey, long> counts, TKey name, TKey otherwise, long count) where TKey : notnull
    {
        var key = counts.Count < MostNames || counts.ContainsKey(name) ? name : otherwise;
        CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _) += count;
    }
}
