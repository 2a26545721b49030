namespace Steadytrace.Traces.Tallies;

/// <summary>What counting a trace, or a piece of one, yields. Tallies of the pieces add up, in any grouping, to the tally of the whole.</summary>
/// <remarks>
/// Every event is in exactly one interval, or in <see cref="Untimed"/>: events of a stream without a clock, and all events
/// when no interval was asked for. Not safe for use by several threads at once.
/// </remarks>
public sealed class Tally
{
    private readonly SortedDictionary<long, IntervalTally> _intervals = [];
    private readonly TallyRoom? _room;

    /// <summary>An empty tally without limits.</summary>
    public Tally()
        : this(null)
    {
    }

    /// <summary>An empty tally of a count.</summary>
    internal Tally(TallyRoom? room) => _room = room;

    /// <summary>Packets (CTF) or ring-buffer pages (ftrace) read.</summary>
    public long Packets { get; set; }

    /// <summary>Counts by the start of their interval (Unix seconds), in order of time.</summary>
    public IReadOnlyDictionary<long, IntervalTally> Intervals => _intervals;

    /// <summary>Counts that belong to no interval.</summary>
    public IntervalTally Untimed { get; } = new();

    /// <summary>All events counted.</summary>
    public long Events => Sum(interval => interval.Events);

    /// <summary>All events that the tracer says it lost.</summary>
    public long Lost => Sum(interval => interval.Lost);

    /// <summary>All packets that the tracer lost.</summary>
    public long LostPackets => Sum(interval => interval.LostPackets);

    /// <summary>The counts of one interval, made empty when there are none yet; <see langword="null"/> gives <see cref="Untimed"/>.</summary>
    /// <param name="startUnixSeconds">Start of the interval in Unix seconds.</param>
    public IntervalTally Interval(long? startUnixSeconds)
    {
        if (startUnixSeconds is not { } start) return Untimed;
        if (_intervals.TryGetValue(start, out var interval)) return interval;
        if (_room?.TryTakeInterval(start) == false) return Untimed;
        _intervals.Add(start, interval = new IntervalTally());
        return interval;
    }

    /// <summary>Adds events to an interval, as far as the count's limits have room for it.</summary>
    internal void Add(long? startUnixSeconds, TracedEvent traced, string process, long count)
    {
        var interval = Interval(startUnixSeconds);
        if (_room is null || interval.Holds(traced, process) || _room.TryTake(1 + (interval.ByProcess.ContainsKey(process) ? 0 : TallyRoom.EntriesOf(process)))) interval.Add(traced, process, count);
        else if (interval.Holds(traced, TallyRoom.Others)) interval.Add(traced, TallyRoom.Others, count);
        else Untimed.Add(traced, TallyRoom.Others, count);
    }

    /// <summary>Adds time that a process ran, as far as the count's limits have room for it.</summary>
    internal void AddCpu(long? startUnixSeconds, string process, long nanoseconds)
    {
        var interval = Interval(startUnixSeconds);
        if (_room is null || interval.CpuByProcess.ContainsKey(process) || _room.TryTake(TallyRoom.EntriesOf(process))) interval.AddCpu(process, nanoseconds);
        else Untimed.AddCpu(TallyRoom.Others, nanoseconds);
    }

    /// <summary>Books loss to an interval, and to its CPU as far as the count's limits have room for one more.</summary>
    /// <param name="startUnixSeconds">Start of the interval in Unix seconds.</param>
    /// <param name="cpu">The CPU; null where none is known.</param>
    /// <param name="loss">What was lost.</param>
    internal void Lose(long? startUnixSeconds, ulong? cpu, LostOnCpu loss)
    {
        if (loss == default) return;
        var interval = Interval(startUnixSeconds);
        interval.Lost += loss.Events;
        interval.LostPackets += loss.Packets;
        if (cpu is { } number) LoseOn(interval, number <= int.MaxValue ? (int)number : LostOnCpu.Others, loss);
    }

    /// <summary>Adds all counts of another tally.</summary>
    public void Add(Tally other)
    {
        Packets += other.Packets;
        Add(null, other.Untimed);
        foreach (var (start, interval) in other._intervals) Add(start, interval);
    }

    /// <summary>The sum of a count over all intervals and <see cref="Untimed"/>.</summary>
    internal long Sum(Func<IntervalTally, long> count)
    {
        var sum = count(Untimed);
        foreach (var (_, interval) in _intervals) sum += count(interval);
        return sum;
    }

    private void Add(long? start, IntervalTally counts)
    {
        var interval = Interval(start);
        if (_room is null)
        {
            interval.Add(counts);
            return;
        }

        interval.Lost += counts.Lost;
        interval.LostPackets += counts.LostPackets;
        if (counts.LostOnCpus) foreach (var (cpu, loss) in counts.LostByCpu) LoseOn(interval, cpu, loss);
        interval.LoseCpu(counts.CpuLost);
        foreach (var (pair, count) in counts.ByPair) Add(start, pair.Event, pair.Process, count);
        foreach (var (process, nanoseconds) in counts.CpuByProcess) AddCpu(start, process, nanoseconds);
    }

    private void LoseOn(IntervalTally interval, int cpu, LostOnCpu loss) =>
        interval.LoseOn(cpu == LostOnCpu.Others || interval.LostByCpu.ContainsKey(cpu) || _room?.TryTake(1) != false ? cpu : LostOnCpu.Others, loss);

    /// <summary>The sum over all intervals and <see cref="Untimed"/>.</summary>
    public IntervalTally Total()
    {
        var total = new IntervalTally();
        total.Add(Untimed);
        foreach (var interval in _intervals.Values) total.Add(interval);
        return total;
    }
}
