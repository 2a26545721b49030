using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ftrace;

/// <summary>From the trace clock to intervals, and to the range of time that is counted.</summary>
internal sealed class TraceTime(IntervalLength? interval, TimeRange range, long offsetNanoseconds)
{
    private readonly bool _isLimited = range.IsLimited;

    /// <summary>Start of the interval of a time, in Unix seconds; null without intervals.</summary>
    public long? StartOf(ulong time) => interval?.StartOf(Unix(time));

    /// <summary>True when what happens at this time is counted.</summary>
    public bool IsInRange(ulong time) => !_isLimited || range.Contains(Unix(time));

    /// <summary>How long from a time on everything lies in its interval, and on its side of the range's ends.</summary>
    public ulong LengthFrom(ulong time)
    {
        var unix = Unix(time);
        // With a range, times that go back over its ends must be seen: their difference wraps to more than this.
        var length = _isLimited ? 1UL << 63 : ulong.MaxValue;
        // Differences are right also where sums would not fit.
        if (interval is { } one) length = unchecked((ulong)(one.StartOf(unix) * 1_000_000_000 + one.Nanoseconds - unix));
        if (range.From is { } from && unix < from) length = Math.Min(length, unchecked((ulong)(from - unix)));
        if (range.To is { } to && unix < to) length = Math.Min(length, unchecked((ulong)(to - unix)));
        return length;
    }

    /// <summary>A time in nanoseconds since 1970.</summary>
    public long Unix(ulong time) => unchecked((long)time + offsetNanoseconds);

    /// <summary>The trace clock at a time in nanoseconds since 1970.</summary>
    public ulong ClockAt(long unixNanoseconds) => unchecked((ulong)(unixNanoseconds - offsetNanoseconds));
}
