using Steadytrace.Traces.Turns;

namespace Steadytrace.Traces.Ftrace;

/// <summary>How long threads ran, beside their counts.</summary>
internal sealed partial class CpuCounts
{
    // Nanoseconds by row; null where nobody asks.
    private long[]? _ran;

    /// <summary>Adds time that a thread ran within <see cref="Interval"/>.</summary>
    /// <param name="row">The first cell of its row, entered since the last flush.</param>
    /// <param name="nanoseconds">How long.</param>
    public void AddRan(int row, ulong nanoseconds) => _ran![(uint)row / (uint)Width] += (long)nanoseconds;

    /// <summary>Adds time that a thread ran in any interval, under its name of now.</summary>
    public void AddRan(int pid, IEnumerable<(long? Start, long Nanoseconds)> pieces)
    {
        foreach (var (start, nanoseconds) in pieces) AddRan(NameNow(pid), pid, start, nanoseconds);
    }

    /// <summary>Adds time in which nobody knows who ran.</summary>
    public void AddUnknown(IEnumerable<(long? Start, long Nanoseconds)> pieces)
    {
        foreach (var (start, nanoseconds) in pieces) _tally.AddCpu(start, CpuTurns.Unknown, nanoseconds);
    }

    /// <summary>Adds time in which events were lost.</summary>
    public void LoseTime(IEnumerable<(long? Start, long Nanoseconds)> pieces)
    {
        foreach (var (start, nanoseconds) in pieces) _tally.Interval(start).LoseCpu(nanoseconds);
    }

    /// <summary>The thread's name; null while it is not known.</summary>
    public string? NameNow(int pid) => pid == 0 ? _rows[IdleRow].Name : _threads.TryGetValue(pid, out var thread) && thread.IsNamed ? thread.Name.ToString() : null;

    private void FlushRan(int row)
    {
        var nanoseconds = _ran![row];
        if (nanoseconds == 0) return;
        if (_inRange) AddRan(_rows[row].Name, _rows[row].Pid, Interval, nanoseconds);
        _ran[row] = 0;
    }

    private void AddRan(string? name, int pid, long? interval, long nanoseconds)
    {
        if (name is not null) _tally.AddCpu(interval, name, nanoseconds);
        else
        {
            if (_unnamed.Count >= MaximumThreads) NameUnnamed(NobodyElse);
            if (_threadRoom.TryTake()) _unnamed.Add(new Unnamed(interval, pid, Unnamed.Ran, nanoseconds));
            else _tally.AddCpu(interval, NameOf(pid, NobodyElse), nanoseconds);
        }
    }
}
