using Steadytrace.Traces.Tallies;

namespace Steadytrace.Simulation;

/// <summary>What really happened on a source: the kernel's own word, which no part of the system sees.</summary>
internal sealed class Truth(IntervalLength interval)
{
    private readonly List<(long FromUnixNs, long ToUnixNs)> _recorded = [];

    /// <summary>Events that the kernel took into its buffers, by interval and process.</summary>
    public SortedDictionary<long, Dictionary<string, long>> Recorded { get; } = [];

    /// <summary>Those of them that a fault of the run destroyed before they were counted.</summary>
    public Dictionary<long, Dictionary<string, long>> Gone { get; } = [];

    /// <summary>All of <see cref="Gone"/>.</summary>
    public long GoneEvents { get; private set; }

    /// <summary>Events that the kernel had no room for.</summary>
    public long Overrun { get; private set; }

    /// <summary>How many chunks may be lost in part, without a number: each time that something destroyed what nobody had counted.</summary>
    public int Incidents { get; private set; }

    /// <summary>The tracer died at least once: how long nothing was recorded can then only be guessed.</summary>
    public bool WasInterrupted { get; set; }

    /// <summary>
    /// How long runs had recorded before the time that was noted for their begin gave way to the true one, where their process died in between: so much less of a
    /// gap may be told. In seconds.
    /// </summary>
    public double UntoldStartSeconds { get; set; }

    /// <summary>Events that a recorder had taken and could not write: its process died, or the disk was full.</summary>
    public long DroppedInHand { get; private set; }

    /// <summary>Why it cannot be said here what is missing; empty when it can, event by event.</summary>
    public SortedSet<string> Excuses { get; } = new(StringComparer.Ordinal);

    public void Record(long unixNs, string process) => Add(Recorded, unixNs, process);

    public void Overran() => Overrun++;

    /// <summary>These events will never be counted.</summary>
    public void Destroy(IEnumerable<(long UnixNs, string Process)> events)
    {
        foreach (var (unixNs, process) in events)
        {
            Add(Gone, unixNs, process);
            GoneEvents++;
        }
    }

    public void Happened(int chunks = 1) => Incidents += chunks;

    public void DropInHand(IReadOnlyCollection<(long UnixNs, string Process)> events)
    {
        DroppedInHand += events.Count;
        Destroy(events);
    }

    /// <summary>The tracer was on.</summary>
    public void WasOn(long fromUnixNs, long toUnixNs) => _recorded.Add((fromUnixNs, toUnixNs));

    /// <summary>Seconds of an interval in which the tracer was off.</summary>
    /// <param name="startUnixSeconds">The interval's start.</param>
    /// <param name="onSinceUnixNs">When it was switched on last; null when it is off now.</param>
    public double OffSeconds(long startUnixSeconds, long? onSinceUnixNs)
    {
        var (from, to) = (startUnixSeconds * 1_000_000_000, (startUnixSeconds + interval.Seconds) * 1_000_000_000);
        var times = onSinceUnixNs is { } since ? _recorded.Append((since, to)) : _recorded;
        return (to - from - times.Sum(on => Math.Max(0, Math.Min(to, on.Item2) - Math.Max(from, on.Item1)))) / 1e9;
    }

    private void Add<T>(T counts, long unixNs, string process) where T : IDictionary<long, Dictionary<string, long>>
    {
        var start = interval.StartOf(unixNs);
        if (!counts.TryGetValue(start, out var ofInterval)) counts.Add(start, ofInterval = []);
        ofInterval[process] = ofInterval.GetValueOrDefault(process) + 1;
    }
}
