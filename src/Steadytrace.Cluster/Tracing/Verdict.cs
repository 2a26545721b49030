using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tracing;

/// <summary>Makes the one verdict on a chunk, so that recorded = counted + declared lost.</summary>
public static class Verdict
{
    /// <summary>A worker read the chunk, whole or (with a fault, after the last try) in part.</summary>
    /// <param name="chunk">The closed chunk.</param>
    /// <param name="tally">What was counted.</param>
    /// <param name="fault">Empty when all of it was read.</param>
    /// <param name="options">The spool's own limits on tallies.</param>
    public static DecidedChunk Counted(ChunkManifest chunk, Tally tally, string fault, TracerOptions options)
    {
        // The tracer's own count is independent of our reading: what it recorded and we did not count is lost, declared.
        var missing = chunk.RecordedEvents - tally.Events;
        var cause = fault;
        if (missing > 0)
        {
            LossOf(chunk, tally, options).Lost += missing.Value;
            if (fault.Length == 0) cause = $"the tracer recorded {chunk.RecordedEvents} events, {tally.Events} were read";
        }
        else if (missing < 0)
        {
            cause = $"the tracer recorded {chunk.RecordedEvents} events, but {tally.Events} were read";
        }

        if (chunk.IsCutOff && cause.Length == 0) cause = "its tracer died: what it still held is missing";
        foreach (var interval in tally.Intervals.Values) interval.KeepLargestPairs(options.MaxPairs);
        return Decide(chunk, fault.Length == 0 ? ChunkOutcome.Counted : ChunkOutcome.SetAside, cause, tally) with
        {
            LostChunks = chunk.IsCutOff || (fault.Length > 0 && missing is null) ? 1 : 0,
        };
    }

    /// <summary>The chunk goes uncounted: what was recorded, and what the tracer had lost meanwhile, is lost.</summary>
    /// <param name="chunk">The closed chunk.</param>
    /// <param name="cause">Why, for people.</param>
    /// <param name="options">The spool's own limits on tallies.</param>
    public static DecidedChunk Dropped(ChunkManifest chunk, string cause, TracerOptions options)
    {
        var tally = new Tally();
        var lost = chunk.LostByCpu.Sum(loss => loss.Events) + (chunk.RecordedEvents ?? 0);
        if (lost > 0) LossOf(chunk, tally, options).Lost = lost;
        return Decide(chunk, ChunkOutcome.Dropped, cause, tally) with { LostChunks = chunk.RecordedEvents is null || chunk.IsCutOff ? 1 : 0 };
    }

    private static IntervalTally LossOf(ChunkManifest chunk, Tally tally, TracerOptions options) => tally.Interval(options.Interval.StartOf(chunk.BeginUnixNs));

    private static DecidedChunk Decide(ChunkManifest chunk, ChunkOutcome outcome, string cause, Tally tally) => new()
    {
        Id = chunk.Id,
        BeginUnixNs = chunk.BeginUnixNs,
        EndUnixNs = chunk.EndUnixNs!.Value,
        LastUnixNs = chunk.LastUnixNs!.Value,
        Outcome = outcome,
        Cause = cause,
        RecordedEvents = chunk.RecordedEvents,
        Bytes = chunk.Bytes,
        Tries = chunk.Tries,
        LostByCpu = chunk.LostByCpu,
        Tally = TallyCodec.Encode(tally),
    };
}
