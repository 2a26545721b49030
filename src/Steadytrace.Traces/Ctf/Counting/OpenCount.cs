using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Events whose process a piece of a trace cannot know: they came before its first <c>sched_switch</c>.</summary>
/// <param name="Traced">The event.</param>
/// <param name="IntervalStart">Start of their interval in Unix seconds; null without intervals.</param>
/// <param name="Exec">The name that a <c>sched_process_exec</c> gave since the piece's beginning; it counts only where the thread before it is known.</param>
/// <param name="Count">How many.</param>
internal readonly record struct OpenCount(TracedEvent Traced, long? IntervalStart, string? Exec, long Count)
{
    /// <summary>What one takes of the room for the count's entries: it is kept once with its segment or while it waits, and once more while it is settled.</summary>
    public const int Entries = 2;
}
