using System.Diagnostics;

namespace Steadytrace.Cluster.Parsing;

/// <summary>A point of the monotonic clock.</summary>
internal readonly record struct Moment(long Timestamp)
{
    public static Moment Now => new(Stopwatch.GetTimestamp());

    public TimeSpan Elapsed() => Stopwatch.GetElapsedTime(Timestamp);
}
