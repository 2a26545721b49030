using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces;

/// <summary>What to count, and how.</summary>
public sealed record CountOptions
{
    /// <summary>Keep counts by intervals of this length; null counts the whole trace as one.</summary>
    public IntervalLength? Interval { get; init; }

    /// <summary>Threads that count packets at once, 1 to 256.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Which reader counts. Both give the same tally; the checked one is slow and made for comparison.</summary>
    public ReaderKind Reader { get; init; } = ReaderKind.Plan;

    /// <summary>
    /// Bytes of a stream class from which on its plan is made, 0 to plan them all: making it takes longer than the checked reader needs for a small
    /// trace. A plan that an earlier count made is used however small the stream is.
    /// </summary>
    public long PlanFromBytes { get; init; }

    /// <summary>Most intervals of one count, at least 0: five hours of seconds. What happened in others counts in <see cref="Tally.Untimed"/>, and a fault says so.</summary>
    /// <remarks>Which intervals are kept depends on the order in which they are read; the sums do not.</remarks>
    public int MaximumIntervals { get; init; } = 18_000;

    /// <summary>
    /// Most counts by interval, event and process, and by interval and process, that are in memory at once, at least 0: about 100 MB. Those that wait until it is known who ran
    /// count twice as long. Events beyond them count for their kind and the process <c>(others)</c> in <see cref="Tally.Untimed"/>, and a fault says so. More threads take more, since each has counts of its own.
    /// </summary>
    public long MaximumEntries { get; init; } = 1_000_000;

    /// <summary>Changes of the thread of a CPU that are noted at once for the streams beside the one that tells them, at least 2.</summary>
    internal int ThreadChanges { get; init; } = 1 << 14;

    /// <summary>Nanoseconds added to every timestamp before it is put into an interval: a replay of an old trace as if it were live; 0 otherwise.</summary>
    public long ShiftNanoseconds { get; init; }

    /// <summary>Counts nothing that happened before this time, in nanoseconds since 1970; null: from the beginning.</summary>
    /// <remarks>
    /// With <see cref="ToUnixNanoseconds"/> a half-open range: [from, to). It is compared with an event's time after <see cref="ShiftNanoseconds"/> was
    /// added. Loss is in the range when the begin of the packet that reports it is. Who runs at the range's begin is known from what came before
    /// it. Events of a stream without a clock are in no range: nothing of it is counted, and a fault names it.
    /// </remarks>
    public long? FromUnixNanoseconds { get; init; }

    /// <summary>Counts nothing that happened at this time or after it, in nanoseconds since 1970; null: to the end.</summary>
    public long? ToUnixNanoseconds { get; init; }

    /// <summary>What to keep tallies of besides the whole one, in <see cref="CountReport.Parts"/>.</summary>
    public CountSplit Split { get; init; }

    /// <summary>Finds <see cref="CountReport.Span"/>, which reads one more packet of each stream; off, since not everybody asks.</summary>
    public bool WithSpan { get; init; }

    /// <summary>Finds how long each process's threads ran, by <c>sched_switch</c>: <see cref="IntervalTally.CpuByProcess"/> and <see cref="CountReport.CpuTails"/>.</summary>
    /// <remarks>
    /// <para>A turn lasts from the switch to a thread to the switch away from it, and belongs to the process that its events would count for. A CPU's time is that from
    /// its first event (or from where <see cref="CpuBefore"/> says) to its last one; until its first switch it belongs to that one's <c>prev_comm</c>, and to <c>(unknown)</c> where there is none.</para>
    /// <para>Where events were lost, or a packet is damaged, time belongs to nobody (<see cref="IntervalTally.CpuLost"/>): from the last event before to the first one behind, and there
    /// it begins anew. In CTF a packet's counter says only that events were lost since the packet before: in front of it or behind
    /// its last event, so neither belongs to anybody. In ftrace a switch from another thread than the last one led to is a sign
    /// of loss too, or of threads that the tracer leaves out.</para>
    /// <para>Time that steps back lasts nothing. Of several streams that tell a CPU's switches one is taken. Several traces, or buffers of a <c>trace.dat</c>, each tell their own time.</para>
    /// </remarks>
    public bool CpuTime { get; init; }

    /// <summary>Who ran where when the chunk before this one ended: its <see cref="CountReport.CpuTails"/>. With them the CPU time of consecutive chunks adds up to that of their whole.</summary>
    public IReadOnlyList<CpuTail>? CpuBefore { get; init; }

    /// <summary>Told after each piece how many bytes more are done, from several threads at once; null: nobody asks.</summary>
    /// <remarks>On a sound trace the sum comes to <see cref="TraceCounter.Bytes"/>. An <see cref="IProgress{T}"/> that throws ends the count.</remarks>
    public IProgress<long>? Progress { get; init; }

    /// <summary>Where each stream stood before this trace began, for a chunk cut from a longer one; null for a trace of its own.</summary>
    /// <remarks>
    /// A stream without a tail among them (all streams of a run's first chunk) is new, and its counter of lost events began at 0. With null, nothing is
    /// known of the time before a stream's first packet, and what that packet's counter says is not counted as lost (as babeltrace2 does it).
    /// </remarks>
    public IReadOnlyList<StreamTail>? Before { get; init; }
}
