namespace Steadytrace.Recording.Lttng;

/// <summary>LTTng's trace clock, as the timestamps in the trace will show it.</summary>
/// <remarks>
/// LTTng stamps events with CLOCK_MONOTONIC and writes one offset to Unix time into each metadata. The wall clock drifts away from that sum
/// when it is slewed, so a cut's time is taken from the monotonic clock (which <see cref="TimeProvider.GetTimestamp"/> reads on Linux) and
/// the offsets of the metadata. The offset of a metadata not written yet will be about the present one: it counts as well.
/// </remarks>
internal sealed class LttngClock(TimeProvider time)
{
    private const long NanosecondsPerTick = 100;
    private readonly Dictionary<string, long> _offsets = [];

    /// <summary>The present moment, to be turned into Unix time once the metadata of the chunk is there.</summary>
    public LttngMoment Now()
    {
        var before = Monotonic();
        var wall = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;
        var after = Monotonic();
        return new LttngMoment(before, after, wall);
    }

    /// <summary>Takes the offsets from each <c>metadata</c> below a folder; those known already are not read again, as they never change.</summary>
    public void Learn(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "metadata", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, file);
            if (!_offsets.ContainsKey(name) && LttngMetadataClock.ReadUnixOffset(file) is { } offset) _offsets.Add(name, offset);
        }
    }

    /// <summary>The least time in any metadata that an event stamped at or after this moment can have, in Unix nanoseconds.</summary>
    public long Earliest(LttngMoment moment) =>
        _offsets.Values.Aggregate(moment.WallUnixNs - NanosecondsPerTick, (least, offset) => Math.Min(least, moment.MonotonicBefore + offset));

    /// <summary>The greatest time in any metadata that an event stamped at or before this moment can have, in Unix nanoseconds.</summary>
    public long Latest(LttngMoment moment) =>
        _offsets.Values.Aggregate(moment.WallUnixNs + NanosecondsPerTick, (most, offset) => Math.Max(most, moment.MonotonicAfter + offset));

    private long Monotonic() => (long)((Int128)time.GetTimestamp() * 1_000_000_000 / time.TimestampFrequency);
}

/// <summary>One moment on both clocks, in nanoseconds: the wall clock was read between the two readings of the monotonic one.</summary>
internal readonly record struct LttngMoment(long MonotonicBefore, long MonotonicAfter, long WallUnixNs);
