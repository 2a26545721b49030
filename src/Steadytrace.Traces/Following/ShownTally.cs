using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Following;

/// <summary>The sum of all that was shown of a trace, to the last count, so that a correction can be worked out; within the limits of one count.</summary>
internal sealed class ShownTally(int maximumIntervals, long maximumEntries)
{
    private readonly Tally _sum = new();
    private long _entries;

    /// <summary>Some counts found no room under their own name and time.</summary>
    public bool IsShort { get; private set; }

    /// <summary>Adds what a look found.</summary>
    /// <returns>What of it is to be shown: the same, but for what finds no room.</returns>
    public Tally Add(Tally look)
    {
        var shown = new Tally { Packets = look.Packets };
        Place(null, look.Untimed, shown);
        foreach (var (start, interval) in look.Intervals) Place(start, interval, shown);
        _sum.Add(shown);
        return shown;
    }

    /// <summary>What is missing to a tally: below zero where too much was shown. Counts that agree are not in it.</summary>
    public Tally MissingTo(Tally whole)
    {
        var missing = new Tally { Packets = whole.Packets - _sum.Packets };
        foreach (var start in whole.Intervals.Keys.Union(_sum.Intervals.Keys).Select(start => (long?)start).Prepend(null))
        {
            var (there, shown) = (Of(whole, start), Of(_sum, start));
            foreach (var pair in there.ByPair.Keys.Union(shown.ByPair.Keys))
            {
                var difference = there.ByPair.GetValueOrDefault(pair) - shown.ByPair.GetValueOrDefault(pair);
                if (difference != 0) missing.Interval(start).Add(pair.Event, pair.Process, difference);
            }

            AddLoss(there, shown, start, missing);
            AddTimes(there, shown, start, missing);
        }

        return missing;
    }

    private static void AddLoss(IntervalTally there, IntervalTally shown, long? start, Tally missing)
    {
        if (there.Lost != shown.Lost || there.LostPackets != shown.LostPackets)
        {
            missing.Interval(start).Lost = there.Lost - shown.Lost;
            missing.Interval(start).LostPackets = there.LostPackets - shown.LostPackets;
        }

        foreach (var cpu in there.LostByCpu.Keys.Union(shown.LostByCpu.Keys).ToList())
        {
            var (one, other) = (there.LostByCpu.GetValueOrDefault(cpu), shown.LostByCpu.GetValueOrDefault(cpu));
            if (one != other) missing.Interval(start).LoseOn(cpu, new LostOnCpu(one.Events - other.Events, one.Packets - other.Packets));
        }
    }

    private static void AddTimes(IntervalTally there, IntervalTally shown, long? start, Tally missing)
    {
        foreach (var process in there.CpuByProcess.Keys.Union(shown.CpuByProcess.Keys))
        {
            var difference = there.CpuByProcess.GetValueOrDefault(process) - shown.CpuByProcess.GetValueOrDefault(process);
            if (difference != 0) missing.Interval(start).AddCpu(process, difference);
        }

        if (there.CpuLost != shown.CpuLost) missing.Interval(start).LoseCpu(there.CpuLost - shown.CpuLost);
    }

    private static IntervalTally Of(Tally tally, long? start) =>
        start is not { } time ? tally.Untimed : tally.Intervals.TryGetValue(time, out var interval) ? interval : new IntervalTally();

    private void PlaceTime(long? start, string process, long nanoseconds, Tally shown)
    {
        if (Of(_sum, start).CpuByProcess.ContainsKey(process) || _entries < maximumEntries)
        {
            if (!Of(_sum, start).CpuByProcess.ContainsKey(process)) _entries++;
            shown.Interval(start).AddCpu(process, nanoseconds);
            return;
        }

        IsShort = true;
        shown.Untimed.AddCpu(TallyRoom.Others, nanoseconds);
    }

    private void Place(long? start, IntervalTally counts, Tally shown)
    {
        if (start is { } time && !_sum.Intervals.ContainsKey(time) && _sum.Intervals.Count >= maximumIntervals) (start, IsShort) = (null, true);
        shown.Interval(start).Lost += counts.Lost;
        shown.Interval(start).LostPackets += counts.LostPackets;
        foreach (var (cpu, loss) in counts.LostByCpu) shown.Interval(start).LoseOn(cpu, loss);
        if (counts.CpuLost != 0) shown.Interval(start).LoseCpu(counts.CpuLost);
        foreach (var (process, nanoseconds) in counts.CpuByProcess) PlaceTime(start, process, nanoseconds, shown);
        var known = Of(_sum, start);
        foreach (var (pair, count) in counts.ByPair)
        {
            if (known.ByPair.ContainsKey(pair) || _entries < maximumEntries)
            {
                if (!known.ByPair.ContainsKey(pair)) _entries++;
                shown.Interval(start).Add(pair.Event, pair.Process, count);
                continue;
            }

            IsShort = true;
            shown.Untimed.Add(pair.Event, TallyRoom.Others, count);
        }
    }
}
