using Steadytrace.Traces.Turns;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>
/// What a piece of one CPU's events leaves open to its neighbours, and tells them: who ran before its first <c>sched_switch</c>, who runs
/// at its end. Segments of a CPU, taken in order of time, settle all that is open.
/// </summary>
internal sealed class ThreadSegment
{
    public List<OpenCount> Open { get; } = [];

    /// <summary>The part of the trace that it is counted in.</summary>
    public string Part { get; init; } = "";

    /// <summary>Nothing is added to it any more.</summary>
    public bool IsCounted { get; set; }

    /// <summary>How long who ran; null where nobody asks.</summary>
    public TurnPiece? Turns { get; set; }

    /// <summary>Who ran until the first <c>sched_switch</c>; null when there was none.</summary>
    public string? FirstPrevious { get; set; }

    /// <summary>Who runs at the end; null when nothing told.</summary>
    public string? Last { get; set; }
}
