using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands.Count;

/// <summary>Keeps the events of some kinds and processes. It is asked of pairs, so that all counts of what is left agree.</summary>
internal sealed record PairFilter(NamePatterns Events, NamePatterns Processes)
{
    /// <summary>True when nothing is left out.</summary>
    public bool TakesAll => Events.TakeAll && Processes.TakeAll;

    /// <summary>What is left of a tally. What was lost stays: nobody knows which events they were. A process ran as long as it ran, whichever of its events are asked for.</summary>
    public Tally Of(Tally tally)
    {
        if (TakesAll) return tally;
        var left = new Tally { Packets = tally.Packets };
        Fill(left.Untimed, tally.Untimed);
        foreach (var (start, interval) in tally.Intervals) Fill(left.Interval(start), interval);
        return left;
    }

    /// <summary>As on a command line.</summary>
    public override string ToString() => string.Join(' ', new[] { Events, Processes }.Where(patterns => !patterns.TakeAll));

    private void Fill(IntervalTally left, IntervalTally whole)
    {
        (left.Lost, left.LostPackets, left.CpuLost) = (whole.Lost, whole.LostPackets, whole.CpuLost);
        foreach (var (pair, count) in whole.ByPair)
        {
            if (Events.Take(pair.Event.Name) && Processes.Take(pair.Process)) left.Add(pair.Event, pair.Process, count);
        }

        foreach (var (process, nanoseconds) in whole.CpuByProcess)
        {
            if (Processes.Take(process)) left.CpuByProcess.Add(process, nanoseconds);
        }
    }
}
