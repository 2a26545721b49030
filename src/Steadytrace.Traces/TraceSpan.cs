namespace Steadytrace.Traces;

/// <summary>From when to when a trace tells of: from the begin of its first packet to the end of its last, in nanoseconds since 1970.</summary>
/// <param name="BeginUnixNanoseconds">The begin of the first packet.</param>
/// <param name="EndUnixNanoseconds">The end of the last one; of ring-buffer pages, which tell no end, the begin.</param>
public readonly record struct TraceSpan(long BeginUnixNanoseconds, long EndUnixNanoseconds)
{
    /// <summary>Its length.</summary>
    public double Seconds => (double)((Int128)EndUnixNanoseconds - BeginUnixNanoseconds) / 1e9;

    /// <summary>The span from the earlier begin to the later end; null is none.</summary>
    public static TraceSpan? Around(TraceSpan? one, TraceSpan? other) => (one, other) switch
    {
        ({ } left, { } right) => new TraceSpan(Math.Min(left.BeginUnixNanoseconds, right.BeginUnixNanoseconds), Math.Max(left.EndUnixNanoseconds, right.EndUnixNanoseconds)),
        _ => one ?? other,
    };
}
