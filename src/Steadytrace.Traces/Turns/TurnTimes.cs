using System.Runtime.InteropServices;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Turns;

/// <summary>Adds turns up into a tally. Those of one interval are added up here first: most turns follow each other in one.</summary>
internal sealed class TurnTimes(TimePieces pieces, Tally tally) : ITurnTimes
{
    private const int MaximumProcesses = 4096;

    private readonly Dictionary<string, long> _sums = [];
    private (long? Start, long From, long Until) _slot;

    public void Add(string process, long from, long until)
    {
        if (until <= from) return;
        if (from < _slot.From || until > _slot.Until)
        {
            Flush();
            foreach (var (start, nanoseconds) in pieces.Of(from, until)) tally.AddCpu(start, process, nanoseconds);
            _slot = pieces.SlotOf(until);
            return;
        }

        if (_sums.Count == MaximumProcesses) Flush();
        CollectionsMarshal.GetValueRefOrAddDefault(_sums, process, out _) += until - from;
    }

    public void Lose(long from, long until)
    {
        foreach (var (start, nanoseconds) in pieces.Of(from, until)) tally.Interval(start).LoseCpu(nanoseconds);
    }

    /// <summary>All sums go to the tally.</summary>
    public void Flush()
    {
        foreach (var (process, nanoseconds) in _sums) tally.AddCpu(_slot.Start, process, nanoseconds);
        _sums.Clear();
    }
}
