using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Turns;

/// <summary>Cuts stretches of time at the borders of intervals, and leaves out what is not in the range that is counted.</summary>
internal sealed class TimePieces(CountOptions options, TallyRoom room)
{
    // So that a difference of two times always fits: from the year 1824 to 2115.
    private const long Latest = 4_600_000_000_000_000_000;

    private readonly TimeRange _range = TimeRange.Of(options);
    private readonly IntervalLength? _interval = options.Interval;

    /// <summary>The pieces of a stretch, each with the start of its interval in Unix seconds, in order of time; none for one that lasts nothing.</summary>
    /// <param name="from">Its first nanosecond since 1970, shifted as asked.</param>
    /// <param name="until">The first one after it.</param>
    public IEnumerable<(long? Start, long Nanoseconds)> Of(long from, long until)
    {
        (from, until) = (Math.Clamp(Math.Max(from, _range.From ?? from), -Latest, Latest), Math.Clamp(Math.Min(until, _range.To ?? until), -Latest, Latest));
        while (from < until)
        {
            var (start, _, end) = SlotOf(from);
            end = Math.Min(end, until);
            if (end < until && !room.TryCross()) (start, end) = (null, until);
            yield return (start, end - from);
            from = end;
        }
    }

    /// <summary>The interval of a time in the range, as far as it lies in the range: its first nanosecond, and the first one after it.</summary>
    public (long? Start, long From, long Until) SlotOf(long time)
    {
        var (from, until) = (Math.Max(_range.From ?? -Latest, -Latest), Math.Min(_range.To ?? Latest, Latest));
        if (_interval is not { } length || time is < -Latest or > Latest) return (null, from, until);
        var start = length.StartOf(time);
        return (start, Math.Max(from, start * 1_000_000_000), Math.Min(until, start * 1_000_000_000 + length.Nanoseconds));
    }
}
