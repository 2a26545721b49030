using System.Runtime.InteropServices;

namespace Steadytrace.Traces.Tallies;

/// <summary>The counts of one interval. Not safe for use by several threads at once.</summary>
public sealed class IntervalTally
{
    private static readonly SortedDictionary<int, LostOnCpu> Nowhere = [];
    private SortedDictionary<int, LostOnCpu>? _lostByCpu;

    /// <summary>Events counted.</summary>
    public long Events { get; internal set; }

    /// <summary>Events that the tracer says it lost, booked to the interval of the begin of the packet that reports them.</summary>
    public long Lost { get; set; }

    /// <summary>Whole packets that the tracer lost: holes in the packets' sequence numbers.</summary>
    public long LostPackets { get; set; }

    /// <summary>The same by the number of the CPU where it happened, in order: as far as the tracer tells of CPUs, else less than the sum.</summary>
    public IReadOnlyDictionary<int, LostOnCpu> LostByCpu => _lostByCpu ?? Nowhere;

    /// <summary>Something was lost on a CPU that is known: asked before going through <see cref="LostByCpu"/>, which is compiled at run time.</summary>
    internal bool LostOnCpus => _lostByCpu is not null;

    /// <summary>Events by kind.</summary>
    public Dictionary<TracedEvent, long> ByEvent { get; } = [];

    /// <summary>Events by process name.</summary>
    public Dictionary<string, long> ByProcess { get; } = [];

    /// <summary>Events by kind and process name.</summary>
    public Dictionary<EventOfProcess, long> ByPair { get; } = [];

    /// <summary>Nanoseconds that each process's threads ran on CPUs within the interval; empty unless <see cref="CountOptions.CpuTime"/> asked for it.</summary>
    /// <remarks>Idle CPUs run <c>swapper/0</c>, <c>swapper/1</c>, …; <c>(unknown)</c> ran where no switch told who.</remarks>
    public Dictionary<string, long> CpuByProcess { get; } = [];

    /// <summary>Nanoseconds of CPUs within the interval that belong to nobody, since events were lost there.</summary>
    public long CpuLost { get; set; }

    /// <summary>Adds events of one kind and one process to all three counts.</summary>
    public void Add(TracedEvent traced, string process, long count)
    {
        Events += count;
        CollectionsMarshal.GetValueRefOrAddDefault(ByEvent, traced, out _) += count;
        CollectionsMarshal.GetValueRefOrAddDefault(ByProcess, process, out _) += count;
        CollectionsMarshal.GetValueRefOrAddDefault(ByPair, new EventOfProcess(traced, process), out _) += count;
    }

    /// <summary>Adds loss to the sums, and to those of its CPU.</summary>
    /// <param name="cpu">The CPU's number, or <see cref="LostOnCpu.Others"/>; null where it is not known.</param>
    /// <param name="loss">What was lost.</param>
    public void Lose(int? cpu, LostOnCpu loss)
    {
        Lost += loss.Events;
        LostPackets += loss.Packets;
        if (cpu is { } number) LoseOn(number, loss);
    }

    /// <summary>Adds to what was lost on a CPU, and to that alone.</summary>
    internal void LoseOn(int cpu, LostOnCpu loss)
    {
        _lostByCpu ??= [];
        if (_lostByCpu.Count >= LostOnCpu.MaximumCpus && !_lostByCpu.ContainsKey(cpu)) cpu = LostOnCpu.Others;
        _lostByCpu[cpu] = _lostByCpu.GetValueOrDefault(cpu) + loss;
    }

    /// <summary>Adds all counts of another tally of the same interval.</summary>
    public void Add(IntervalTally other)
    {
        Events += other.Events;
        Lost += other.Lost;
        LostPackets += other.LostPackets;
        if (other.LostOnCpus) foreach (var (cpu, loss) in other.LostByCpu) LoseOn(cpu, loss);
        AddAll(ByEvent, other.ByEvent);
        AddAll(ByProcess, other.ByProcess);
        AddAll(ByPair, other.ByPair);
        CpuLost = Saturated(CpuLost, other.CpuLost);
        foreach (var (process, nanoseconds) in other.CpuByProcess) AddCpu(process, nanoseconds);
    }

    /// <summary>Adds time that a process ran; sums stop at the largest number, which only made-up times reach.</summary>
    internal void AddCpu(string process, long nanoseconds)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(CpuByProcess, process, out _);
        sum = Saturated(sum, nanoseconds);
    }

    /// <summary>Adds time that belongs to nobody.</summary>
    internal void LoseCpu(long nanoseconds) => CpuLost = Saturated(CpuLost, nanoseconds);

    /// <summary>True when there is a count of this kind and process already.</summary>
    internal bool Holds(TracedEvent traced, string process) => ByPair.ContainsKey(new EventOfProcess(traced, process));

    /// <summary>Keeps the most frequent pairs only (ties by name); the other counts stay whole.</summary>
    /// <param name="most">How many to keep, at least 0.</param>
    public void KeepLargestPairs(int most)
    {
        if (ByPair.Count <= most) return;
        var smallest = ByPair
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Event).ThenBy(pair => pair.Key.Process, StringComparer.Ordinal)
            .Skip(most).Select(pair => pair.Key).ToList();
        foreach (var key in smallest) ByPair.Remove(key);
    }

    private static long Saturated(long sum, long more) => more > 0 && sum > long.MaxValue - more ? long.MaxValue : sum + more;

    private static void AddAll<TKey>(Dictionary<TKey, long> into, Dictionary<TKey, long> from) where TKey : notnull
    {
        // Mostly the first of an interval, or the same names as before: no room is made step by step, and none that stays empty.
        into.EnsureCapacity(from.Count);
        foreach (var (key, count) in from) CollectionsMarshal.GetValueRefOrAddDefault(into, key, out _) += count;
    }
}
