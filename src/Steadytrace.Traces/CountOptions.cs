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

    /// <summary>Nanoseconds added to every timestamp before it is put into an interval: a replay of an old trace as if it were live; 0 otherwise.</summary>
    public long ShiftNanoseconds { get; init; }

    /// <summary>Where each stream stood before this trace began, for a chunk cut from a longer one; null for a trace of its own.</summary>
    /// <remarks>
    /// A stream without a tail among them (all streams of a run's first chunk) is new, and its counter of lost events began at 0. With null, nothing is
    /// known of the time before a stream's first packet, and what that packet's counter says is not counted as lost (as babeltrace2 does it).
    /// </remarks>
    public IReadOnlyList<StreamTail>? Before { get; init; }
}
