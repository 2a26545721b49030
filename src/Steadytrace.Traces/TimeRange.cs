namespace Steadytrace.Traces;

/// <summary>A half-open range of time: [from, to) in nanoseconds since 1970; null is open.</summary>
internal readonly record struct TimeRange(long? From, long? To)
{
    /// <summary>False when all times are in it, also the unknown ones.</summary>
    public bool IsLimited => From is not null || To is not null;

    public static TimeRange Of(CountOptions options) => new(options.FromUnixNanoseconds, options.ToUnixNanoseconds);

    public bool IsBefore(long unixNanoseconds) => unixNanoseconds < From;

    public bool IsAfter(long unixNanoseconds) => unixNanoseconds >= To;

    /// <summary>The part of a span that lies in the range; null when none does.</summary>
    public TraceSpan? Within(TraceSpan? span)
    {
        if (span is not { } whole) return null;
        var (begin, end) = (Math.Max(whole.BeginUnixNanoseconds, From ?? long.MinValue), Math.Min(whole.EndUnixNanoseconds, To ?? long.MaxValue));
        return begin <= end ? new TraceSpan(begin, end) : null;
    }

    public bool Contains(long unixNanoseconds) => !IsBefore(unixNanoseconds) && !IsAfter(unixNanoseconds);
}
