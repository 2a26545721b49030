namespace Steadytrace.Recording.Tracefs;

/// <summary>The trace clock of a run, and its distance to real time, taken once: within a run, time neither steps nor bends.</summary>
internal readonly record struct TraceClock(long UnixOffsetNanoseconds)
{
    /// <summary>Its name in <c>trace_clock</c>; it goes on counting while the machine sleeps.</summary>
    public const string Name = "boot";

    private const int Attempts = 16;

    /// <summary>Now, on the trace clock.</summary>
    public static ulong Now => (ulong)Libc.Clock(Libc.BootTime);

    /// <summary>Now, in Unix nanoseconds.</summary>
    public long UnixNow => (long)Now + UnixOffsetNanoseconds;

    /// <summary>The present distance, from the pair of readings that lay closest together.</summary>
    public static TraceClock Measure()
    {
        var (best, offset) = (long.MaxValue, 0L);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = Libc.Clock(Libc.BootTime);
            var real = Libc.Clock(Libc.RealTime);
            var after = Libc.Clock(Libc.BootTime);
            if (after - before >= best) continue;
            best = after - before;
            offset = real - (before + (after - before) / 2);
        }

        return new TraceClock(offset);
    }
}
