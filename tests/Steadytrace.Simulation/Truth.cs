using Steadytrace.Traces.Tallies;

namespace Steadytrace.Simulation;

/// <summary>What really happened on a source: the kernel's own word, which no part of the system sees.</summary>
internal sealed class Truth(IntervalLength interval)
{
    /// <summary>Events that the kernel took into its buffers, by interval and process.</summary>
    public SortedDictionary<long, Dictionary<string, long>> Recorded { get; } = [];

    /// <summary>Events that the kernel had no room for.</summary>
    public long Overrun { get; private set; }

    /// <summary>Events, and overruns not yet told, that a fault of the run has destroyed or may have destroyed.</summary>
    public long Destroyed { get; private set; }

    /// <summary>Why the numbers of single intervals may fall short; empty when no fault could do that.</summary>
    public SortedSet<string> Excuses { get; } = new(StringComparer.Ordinal);

    /// <summary>Events that a recorder had taken and could not write: its process died, or the disk was full.</summary>
    public long DroppedInHand { get; private set; }

    public void DropInHand(long events)
    {
        DroppedInHand += events;
        Excuses.Add("what was taken could not be written");
    }

    public void Record(long unixNs, string process)
    {
        var start = interval.StartOf(unixNs);
        if (!Recorded.TryGetValue(start, out var counts)) Recorded.Add(start, counts = []);
        counts[process] = counts.GetValueOrDefault(process) + 1;
    }

    public void Overran() => Overrun++;

    public void Destroy(long events, string excuse)
    {
        Destroyed += events;
        Excuses.Add(excuse);
    }
}
