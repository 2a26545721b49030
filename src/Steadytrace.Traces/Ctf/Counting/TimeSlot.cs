namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Where an event is counted: in an interval, or nowhere.</summary>
/// <param name="Start">Start of the interval in Unix seconds; null without intervals.</param>
/// <param name="Side">Where it lies to the range that is counted.</param>
internal readonly record struct TimeSlot(long? Start, RangeSide Side)
{
    /// <summary>All that has no time, and everything when neither intervals nor a range were asked for.</summary>
    public static TimeSlot Untimed => default;

    /// <summary>Events here are read for the names that they tell, and not counted.</summary>
    public bool IsOutside => Side != RangeSide.Inside;
}
