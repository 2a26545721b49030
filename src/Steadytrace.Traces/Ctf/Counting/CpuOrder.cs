using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>The segments of one CPU: begun in order of time, counted in any order, settled in order of time as soon as they can be, and gone then.</summary>
internal sealed class CpuOrder(TallyParts into)
{
    private readonly Queue<ThreadSegment> _begun = [];

    /// <summary>Settles what the segments left open.</summary>
    public ThreadTimeline Timeline { get; } = new(into);

    /// <summary>How long who ran; null where nobody asks.</summary>
    public TurnOrder? Turns { get; set; }

    /// <summary>Takes the next segment in order of time.</summary>
    public void Begin(ThreadSegment segment) => _begun.Enqueue(segment);

    /// <summary>A segment is counted.</summary>
    public void End(ThreadSegment counted)
    {
        counted.IsCounted = true;
        while (_begun.TryPeek(out var next) && next.IsCounted)
        {
            Timeline.Append(_begun.Dequeue());
            if (next.Turns is { } turns) Turns!.Append(turns);
        }
    }
}
