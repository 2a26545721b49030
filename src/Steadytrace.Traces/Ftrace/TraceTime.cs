using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ftrace;

/// <summary>From the trace clock to intervals.</summary>
internal sealed class TraceTime(IntervalLength? interval, long offsetNanoseconds)
{
    /// <summary>False when all is counted as one.</summary>
    public bool HasIntervals => interval is not null;

    /// <summary>Length of an interval on the trace clock; without intervals, all that fits.</summary>
    public ulong Nanoseconds => interval is { } length ? (ulong)length.Nanoseconds : ulong.MaxValue;

    /// <summary>Start of the interval of a time, in Unix seconds; null without intervals.</summary>
    public long? StartOf(ulong time) => interval?.StartOf(Unix(time));

    /// <summary>The same start on the trace clock; it wraps below zero, and differences stay right.</summary>
    public ulong TraceStartOf(ulong time) =>
        interval is { } length ? unchecked((ulong)(length.StartOf(Unix(time)) * 1_000_000_000 - offsetNanoseconds)) : 0;

    private long Unix(ulong time) => unchecked((long)time + offsetNanoseconds);
}
