using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tracing;

/// <summary>What the present run has come to in this life of the tracer, for people; the truth is in the spool.</summary>
internal sealed class RunTotals
{
    private long _run = -1;

    /// <summary>Sum of the tracer's own counts; null when a chunk came without.</summary>
    public long? Recorded { get; private set; } = 0;

    public long Counted { get; private set; }

    public long Lost { get; private set; }

    public long LostPackets { get; private set; }

    public long LostChunks { get; private set; }

    /// <summary>Where the tracer lost events, by its own counts.</summary>
    public IReadOnlyList<LossOfCpu> LostByCpu { get; private set; } = [];

    public void Add(DecidedChunk decided, Tally tally)
    {
        if (decided.Id.Run > _run) (_run, Recorded, Counted, Lost, LostPackets, LostChunks, LostByCpu) = (decided.Id.Run, 0, 0, 0, 0, 0, []);
        if (decided.Id.Run < _run) return;
        Recorded += decided.RecordedEvents;
        Counted += tally.Events;
        Lost += tally.Lost;
        LostPackets += tally.LostPackets;
        LostChunks += decided.LostChunks;
        if (decided.LostByCpu.Count > 0) LostByCpu = LossOfCpu.Largest(LostByCpu.Concat(decided.LostByCpu));
    }
}
