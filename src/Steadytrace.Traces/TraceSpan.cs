namespace Steadytrace.Traces;

/// <summary>From a trace's first event to its last, in nanoseconds since 1970.</summary>
/// <param name="BeginUnixNanoseconds">The time of the first event.</param>
/// <param name="EndUnixNanoseconds">The time of the last one; in ring-buffer pages that of the last page's first one.</param>
public readonly record struct TraceSpan(long BeginUnixNanoseconds, long EndUnixNanoseconds)
{
    /// <summary>Its length.</summary>
    public double Seconds => (double)((Int128)EndUnixNanoseconds - BeginUnixNanoseconds) / 1e9;

    /// <summary>The same span, later by so many nanoseconds.</summary>
    public TraceSpan After(long nanoseconds) => new(Saturate((Int128)BeginUnixNanoseconds + nanoseconds), Saturate((Int128)EndUnixNanoseconds + nanoseconds));

    /// <summary>The span from the earlier begin to the later end; null is none.</summary>
    public static TraceSpan? Around(TraceSpan? one, TraceSpan? other) => (one, other) switch
    {
        ({ } left, { } right) => new TraceSpan(Math.Min(left.BeginUnixNanoseconds, right.BeginUnixNanoseconds), Math.Max(left.EndUnixNanoseconds, right.EndUnixNanoseconds)),
        _ => one ?? other,
    };

    private static long Saturate(Int128 value) => value > long.MaxValue ? long.MaxValue : value < long.MinValue ? long.MinValue : (long)value;
}
