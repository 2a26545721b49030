namespace Steadytrace.Traces.Tallies;

/// <summary>How much all tallies of one count may hold together. Safe for use by several threads at once.</summary>
/// <param name="maximumIntervals">Most intervals.</param>
/// <param name="maximumEntries">Most entries.</param>
internal sealed class TallyRoom(int maximumIntervals, long maximumEntries)
{
    /// <summary>The process under which events count that find no room under their own.</summary>
    public const string Others = "(others)";

    /// <summary>What an interval takes beside its entries: about a kilobyte.</summary>
    private const int EntriesOfInterval = 10;

    /// <summary>Steps from interval to interval of turns that last longer than one: those of 256 idle CPUs in a day of seconds.</summary>
    private const long MaximumCrossings = 22_118_400;

    private readonly long _entries = maximumEntries;
    private readonly HashSet<long> _intervals = [];
    private readonly Lock _lock = new();
    private long _taken;
    private long _crossed;
    private volatile bool _lacksEntries;
    private volatile bool _lacksIntervals;
    private volatile bool _lacksCrossings;

    /// <summary>Which limit was met, and what was done; null when none was.</summary>
    public string? Shortage => _lacksEntries
        ? $"more than {_entries} counts by interval, event and process ({nameof(CountOptions)}.{nameof(CountOptions.MaximumEntries)}, or --max-entries): events beyond them count for the process {Others}, without a time of their own"
        : _lacksIntervals ? $"more than {maximumIntervals} intervals ({nameof(CountOptions)}.{nameof(CountOptions.MaximumIntervals)}): what happened in the others counts without its time"
        : _lacksCrossings ? $"threads ran on through more than {MaximumCrossings} intervals: further CPU time counts without its time" : null;

    /// <summary>Takes room for an interval in one of the tallies.</summary>
    public bool TryTakeInterval(long start)
    {
        lock (_lock)
        {
            if (!_intervals.Contains(start))
            {
                if (_intervals.Count >= maximumIntervals)
                {
                    _lacksIntervals = true;
                    return false;
                }

                _intervals.Add(start);
            }
        }

        return TryTake(EntriesOfInterval);
    }

    /// <summary>Takes room for entries.</summary>
    public bool TryTake(int entries)
    {
        if (Interlocked.Add(ref _taken, entries) <= _entries) return true;
        Interlocked.Add(ref _taken, -entries);
        _lacksEntries = true;
        return false;
    }

    /// <summary>Gives back room for entries.</summary>
    public void GiveBack(int entries) => Interlocked.Add(ref _taken, -entries);

    /// <summary>Gives back what a tally took: it is gone, or will be.</summary>
    public void GiveBack(Tally tally)
    {
        Interlocked.Add(ref _taken, -tally.Sum(interval => (interval == tally.Untimed ? 0 : EntriesOfInterval) + Entries(interval)));
    }

    /// <summary>What a process's name takes: a long one more than a short one.</summary>
    public static int EntriesOf(string process) => 1 + process.Length / 32;

    /// <summary>Takes one step of a stretch of time from an interval to the next: a hostile trace has many long ones, on many CPUs.</summary>
    public bool TryCross()
    {
        if (Interlocked.Increment(ref _crossed) <= MaximumCrossings) return true;
        _lacksCrossings = true;
        return false;
    }

    private static long Entries(IntervalTally interval)
    {
        long entries = interval.ByPair.Count;
        foreach (var (process, _) in interval.ByProcess) entries += EntriesOf(process);
        foreach (var (process, _) in interval.CpuByProcess) entries += EntriesOf(process);
        // Those that found no room of their own took none.
        if (interval.LostOnCpus) foreach (var (cpu, _) in interval.LostByCpu) entries += cpu == LostOnCpu.Others ? 0 : 1;
        return entries;
    }
}
