namespace Steadytrace.Traces;

/// <summary>From a trace's first event to its last, in nanoseconds since 1970.</summary>
/// <param name="BeginUnixNanoseconds">The time of the first event.</param>
/// <param name="EndUnixNanoseconds">The time of the last one; in ring-buffer pages that of the last page's first one.</param>
public readonly record struct TraceSpan(long BeginUnixNanoseconds, long EndUnixNanoseconds)
{
    /// <summary>Its length.</summary>
    public double Seconds => unchecked((ulong)(EndUnixNanoseconds - BeginUnixNanoseconds)) / 1e9;

    /// <summary>The same span, later by so many nanoseconds.</summary>
    public TraceSpan After(long nanoseconds) => new(Sum(BeginUnixNanoseconds, nanoseconds), Sum(EndUnixNanoseconds, nanoseconds));

    /// <summary>The span from the earlier begin to the later end; null is none.</summary>
    public static TraceSpan? Around(TraceSpan? one, TraceSpan? other) => (one, other) switch
    {
        ({ } left, { } right) => new TraceSpan(Math.Min(left.BeginUnixNanoseconds, right.BeginUnixNanoseconds), Math.Max(left.EndUnixNanoseconds, right.EndUnixNanoseconds)),
        _ => one ?? other,
    };

    /// <summary>Stops at the ends of the range instead of wrapping.</summary>
    private static long Sum(long time, long later)
    {
        var sum = unchecked(time + later);
        if (later >= 0) return sum >= time ? sum : long.MaxValue;
        return sum < time ? sum : long.MinValue;
    }
}
