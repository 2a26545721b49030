namespace Steadytrace.Recording.Tracefs;

/// <summary>The trace clock of a run, and its distance to real time, taken once: within a run, time neither steps nor bends.</summary>
/// <param name="Name">Its name in <c>trace_clock</c>.</param>
/// <param name="UnixOffsetNanoseconds">What makes its time Unix time.</param>
internal readonly record struct TraceClock(string Name, long UnixOffsetNanoseconds)
{
    /// <summary>Goes on counting while the machine sleeps.</summary>
    public const string Boot = "boot";

    /// <summary>What kernels before 4.10 have instead: it stops while the machine sleeps, and the step of the wall clock that follows begins a new run.</summary>
    public const string Monotonic = "mono";

    private const int Attempts = 16;

    /// <summary>Now, on the trace clock.</summary>
    public ulong Now => (ulong)Libc.Clock(Number(Name));

    /// <summary>The best of the clocks that a kernel has.</summary>
    /// <param name="available">The text of <c>trace_clock</c>: names, the present one in brackets.</param>
    public static string Choose(string available)
    {
        var names = available.Split([' ', '\n', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in (ReadOnlySpan<string>)[Boot, Monotonic])
        {
            if (names.Contains(name)) return name;
        }

        throw new RecorderException("ftrace: this kernel has no trace clock that can be told in real time (boot or mono, Linux 3.17 and newer)", permanent: true);
    }

    /// <summary>The present distance, from the pair of readings that lay closest together.</summary>
    public static TraceClock Measure(string name)
    {
        var (best, offset) = (long.MaxValue, 0L);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = Libc.Clock(Number(name));
            var real = Libc.Clock(Libc.RealTime);
            var after = Libc.Clock(Number(name));
            if (after - before >= best) continue;
            best = after - before;
            offset = real - (before + (after - before) / 2);
        }

        return new TraceClock(name, offset);
    }

    private static int Number(string name) => name == Monotonic ? Libc.Monotonic : Libc.BootTime;
}
