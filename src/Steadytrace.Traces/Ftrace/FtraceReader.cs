using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ftrace;

/// <summary>Counts a chunk of raw ring-buffer pages: a directory with a <see cref="FtraceDescription"/>, <c>names</c>, and a file of pages per CPU.</summary>
public static class FtraceReader
{
    /// <summary>Counts a chunk.</summary>
    /// <remarks>
    /// The event type is ftrace's system; <c>sys_enter</c> and <c>sys_exit</c> count under the call's name, as LTTng has it, of type
    /// <c>syscall</c>. An event belongs to the thread whose pid it carries: <c>swapper/N</c> for pid 0 on CPU N, else its name by <c>names</c>, then
    /// by what <c>sched_switch</c>, <c>sched_process_exec</c>, <c>sched_process_fork</c> and <c>task_rename</c> tell in order of time, else <c>(unknown)</c>.
    /// </remarks>
    /// <param name="directory">The chunk's directory.</param>
    /// <param name="options">What to count; <see cref="CountOptions.Threads"/> CPUs are read at once.</param>
    /// <param name="into">What is counted is added here.</param>
    /// <param name="faults">Damage found is added here, one per file at the most; what lies before it is counted.</param>
    /// <param name="cancellation">Checked every 16 MiB; nothing is added then.</param>
    /// <exception cref="TraceException">The description cannot be read: nothing could be counted.</exception>
    public static void Count(string directory, CountOptions options, Tally into, List<TraceFault> faults, CancellationToken cancellation)
    {
        var chunk = FtraceChunk.Open(directory, faults);
        var time = new TraceTime(options.Interval, unchecked(chunk.Description.UnixOffsetNanoseconds + options.ShiftNanoseconds));
        var counted = CountCpus(chunk, time, options.Threads, _ => NameTimeline.Empty(), cancellation);
        var changes = counted.SelectMany(cpu => cpu.Timeline.Found).OrderBy(change => change.Time).ToArray();
        // Rare: a thread was renamed by another while it ran (or the trace has no switches). All CPUs must know when.
        if (changes.Length > 0 && counted.Length > 1) counted = CountCpus(chunk, time, options.Threads, _ => NameTimeline.Of(changes), cancellation);
        var counts = counted.Select(cpu => cpu.Counts).ToList();
        foreach (var cpu in counted)
        {
            into.Add(cpu.Counts.Finish(counts));
            if (cpu.Fault is { } fault) faults.Add(fault);
        }
    }

    /// <summary>The same, into the parts that <see cref="CountOptions.Split"/> asks for.</summary>
    internal static void Count(string directory, CountOptions options, TallyParts into, List<TraceFault> faults, CancellationToken cancellation)
    {
        if (TimeRange.Of(options).IsLimited || options.Split != CountSplit.None)
        {
            faults.Add(new TraceFault(directory, null, 0, "a time range or a split by CPU or stream is not known for ftrace yet: nothing of it is counted"));
            return;
        }

        Count(directory, options, into.Of(""), faults, cancellation);
        if (options.WithSpan) into.Widen(FtraceSpan.Of(directory));
    }

    /// <summary>The files with pages of a chunk.</summary>
    internal static IEnumerable<string> Files(string directory) => Directory.EnumerateFiles(directory, "cpu*.pages");

    private static Counted[] CountCpus(FtraceChunk chunk, TraceTime time, int threads, Func<int, NameTimeline> timelineOf, CancellationToken cancellation)
    {
        var cpus = chunk.Cpus.ToArray();
        var counted = new Counted[cpus.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(threads, 1, 256), CancellationToken = cancellation };
        if (parallel.MaxDegreeOfParallelism == 1)
        {
            for (var index = 0; index < cpus.Length; index++) counted[index] = CountOne(index);
        }
        else
        {
            Parallel.For(0, cpus.Length, parallel, index => counted[index] = CountOne(index));
        }

        return counted;

        Counted CountOne(int index)
        {
            var (cpu, path) = cpus[index];
            var counts = new CpuCounts(chunk.Table, time, cpu, chunk.Names);
            var timeline = timelineOf(cpu);
            var fault = new CpuFile(path, chunk.Layout, counts, new PageWalk(chunk.Layout, chunk.Table, counts, timeline, time)).Count(chunk.Counters, cancellation);
            return new Counted(counts, timeline, fault);
        }
    }

    private sealed record Counted(CpuCounts Counts, NameTimeline Timeline, TraceFault? Fault);
}
