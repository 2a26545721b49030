using Steadytrace.Traces.Ftrace.TraceDat;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ftrace;

/// <summary>Counts raw ring-buffer pages: a chunk (a directory with a <see cref="FtraceDescription"/>, <c>names</c>, and a file of pages per CPU), or trace-cmd's <c>trace.dat</c>.</summary>
public static class FtraceReader
{
    /// <summary>Counts a chunk.</summary>
    /// <remarks>
    /// The event type is ftrace's system; <c>sys_enter</c> and <c>sys_exit</c> count under the call's name, as LTTng has it, of type
    /// <c>syscall</c>, where the description has the names of calls. An event belongs to the thread whose pid it carries: <c>swapper/N</c> for pid 0 on CPU N, else its name by <c>names</c>, then
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
        var parts = new TallyParts(CountSplit.None, new TallyRoom(options.MaximumIntervals, options.MaximumEntries));
        Count(FtraceChunk.Open(directory, faults), "", options with { Split = CountSplit.None }, parts, faults, cancellation);
        into.Add(parts.Sum());
    }

    /// <summary>The same, into the parts that <see cref="CountOptions.Split"/> asks for.</summary>
    internal static void Count(string root, string directory, CountOptions options, TallyParts into, List<TraceFault> faults, CancellationToken cancellation) =>
        Count(FtraceChunk.Open(directory, faults), Relative(root, directory), options, into, faults, cancellation);

    /// <summary>Counts all buffers of a <c>trace.dat</c>.</summary>
    internal static void CountDat(string root, string path, CountOptions options, TallyParts into, List<TraceFault> faults, List<string> notes, CancellationToken cancellation)
    {
        var dat = TraceDatFile.Open(path, faults);
        if (options.Interval is not null || options.WithSpan || TimeRange.Of(options).IsLimited) notes.AddRange(dat.Notes);
        var name = Relative(root, path);
        foreach (var buffer in dat.Buffers) Count(buffer, name.Length == 0 ? Path.GetFileName(path) : name, options, into, faults, cancellation);
        options.Progress?.Report(dat.BytesBesidePages);
    }

    /// <summary>The files with pages of a chunk; none where it cannot be looked into: whoever counts it tells of that.</summary>
    internal static IReadOnlyList<string> Files(string directory)
    {
        try
        {
            return Directory.GetFiles(directory, "cpu*.pages");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>When a chunk begins, in nanoseconds since 1970; null without a whole page.</summary>
    internal static long? Begin(string directory) => Begin(FtraceChunk.Open(directory, []));

    /// <summary>When a <c>trace.dat</c> begins.</summary>
    internal static long? BeginDat(string path) => TraceDatFile.Open(path, []).Buffers.Min(Begin);

    private static long? Begin(FtraceChunk chunk) => chunk.Cpus.Values.Min(pages => new CpuFile(pages, chunk.Layout, null!, null!).Begin() is { } time
        ? unchecked((long)time + chunk.Description.UnixOffsetNanoseconds)
        : (long?)null);

    private static string Relative(string root, string path) => Path.GetRelativePath(root, path) is var relative && relative == "." ? "" : relative.Replace(Path.DirectorySeparatorChar, '/');

    private static void Count(FtraceChunk chunk, string place, CountOptions options, TallyParts into, List<TraceFault> faults, CancellationToken cancellation)
    {
        var time = new TraceTime(options.Interval, TimeRange.Of(options), unchecked(chunk.Description.UnixOffsetNanoseconds + options.ShiftNanoseconds));
        var threads = new ThreadRoom();
        var counted = CountCpus(chunk, place, time, options, threads, NameTimeline.Empty, into.Room, cancellation);
        var changes = counted.SelectMany(cpu => cpu.Timeline.Found).OrderBy(change => change.Time).ToArray();
        // Rare: a thread was renamed by another while it ran (or the trace has no switches). All CPUs must know when.
        if (changes.Length > 0 && counted.Length > 1)
        {
            foreach (var cpu in counted) cpu.Counts.GiveUp(into.Room);
            counted = CountCpus(chunk, place, time, options with { Progress = null }, threads, _ => NameTimeline.Of(changes), into.Room, cancellation);
        }

        var names = CpuCounts.FirstNames(counted.Select(cpu => cpu.Counts));
        foreach (var cpu in counted)
        {
            into.Add(into.NameOf((ulong)cpu.Pages.Cpu, StreamOf(place, cpu.Pages)), cpu.Counts.Finish(names));
            if (cpu.Tail is { } tail) into.Add(tail);
            if (options.WithSpan && cpu.Times is { } times) into.Widen(new TraceSpan(time.Unix(times.First), time.Unix(times.Last)));
            if (cpu.Fault is { } fault) faults.Add(fault);
        }

        if (threads.Shortage is { } shortage) faults.Add(new TraceFault(counted[0].Pages.Path, null, 0, shortage));
    }

    private static Counted[] CountCpus(FtraceChunk chunk, string place, TraceTime time, CountOptions options, ThreadRoom threads, Func<ThreadRoom, NameTimeline> timelineOf, TallyRoom room, CancellationToken cancellation)
    {
        var cpus = chunk.Cpus.Values.ToArray();
        var counted = new Counted[cpus.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(options.Threads, 1, 256), CancellationToken = cancellation };
        if (parallel.MaxDegreeOfParallelism == 1)
        {
            for (var index = 0; index < cpus.Length; index++) counted[index] = CountOne(cpus[index]);
        }
        else
        {
            Parallel.For(0, cpus.Length, parallel, index => counted[index] = CountOne(cpus[index]));
        }

        return counted;

        Counted CountOne(CpuPages pages)
        {
            var timed = options.CpuTime && chunk.Table.HasSwitches;
            var counts = new CpuCounts(chunk.Table, time, pages.Cpu, chunk.Names, room, threads, timed);
            var turns = timed ? new ThreadTurns(StreamOf(place, pages), counts, time, options, room) : null;
            var timeline = timelineOf(threads);
            var file = new CpuFile(pages, chunk.Layout, counts, new PageWalk(chunk.Layout, chunk.Table, counts, timeline, time, turns), turns);
            var fault = file.Count(chunk.Counters, options.Progress, cancellation);
            return new Counted(pages, counts, timeline, file.Times, file.Tail, fault);
        }
    }

    private static string StreamOf(string place, CpuPages pages) => place.Length == 0 ? pages.Stream : $"{place}/{pages.Stream}";

    private sealed record Counted(CpuPages Pages, CpuCounts Counts, NameTimeline Timeline, (ulong First, ulong Last)? Times, CpuTail? Tail, TraceFault? Fault);
}
