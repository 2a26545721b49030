namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Who ran on a CPU, from its first event to its last: told by one stream, for the streams beside it.</summary>
internal sealed class ThreadRecord
{
    private readonly List<ulong> _clocks = [];
    private readonly List<string> _processes = [];
    private string? _first;

    /// <summary>Takes the next piece of the CPU's events in order of time.</summary>
    /// <remarks>A stamp that lies before one that was read earlier counts as that: what was written later happened later.</remarks>
    public void Append(ThreadSegment segment)
    {
        _first ??= segment.FirstPrevious;
        foreach (var moment in segment.Moments ?? [])
        {
            if (moment.IsExec && _clocks.Count == 0) continue;
            _clocks.Add(_clocks.Count > 0 ? Math.Max(_clocks[^1], moment.Clock) : moment.Clock);
            _processes.Add(moment.Process);
        }
    }

    /// <summary>Who runs at a time, and its first cycle and the first after it.</summary>
    /// <param name="clock">The time, in clock cycles.</param>
    /// <param name="late">The changes are seen one cycle late: by a stream whose events of one time come before those of the stream that tells.</param>
    public (string Process, ulong From, ulong To) At(ulong clock, bool late)
    {
        var delay = late ? 1UL : 0;
        var next = clock < delay ? 0 : FirstAfter(clock - delay);
        var to = next < _clocks.Count ? Saturating(_clocks[next], delay) : ulong.MaxValue;
        return next == 0 ? (_first ?? ThreadTimeline.Unknown, 0, to) : (_processes[next - 1], Saturating(_clocks[next - 1], delay), to);
    }

    private int FirstAfter(ulong clock)
    {
        var (low, high) = (0, _clocks.Count);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (_clocks[middle] > clock) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private static ulong Saturating(ulong clock, ulong delay) => clock > ulong.MaxValue - delay ? ulong.MaxValue : clock + delay;
}
