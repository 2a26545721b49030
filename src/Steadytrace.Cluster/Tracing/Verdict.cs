using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tracing;

/// <summary>Makes the one verdict on a chunk, so that recorded = counted + declared lost.</summary>
public static class Verdict
{
    /// <summary>The last of a chunk that nobody closed is when its files were last written: its events may be later, but not by so much.</summary>
    private const long MostBeyondNs = 3600 * NanosecondsPerSecond;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>A worker read the chunk, whole or (with a fault, after the last try) in part.</summary>
    /// <param name="chunk">The closed chunk.</param>
    /// <param name="tally">What was counted.</param>
    /// <param name="fault">Empty when all of it was read.</param>
    /// <param name="options">The spool's own limits on tallies.</param>
    public static DecidedChunk Counted(ChunkManifest chunk, Tally tally, string fault, TracerOptions options)
    {
        tally = WithoutTimesBeyond(chunk, tally, options);
        LoseUnseen(chunk, tally, options);
        // The tracer's own count is independent of our reading: what it recorded and we did not count is lost, declared.
        var missing = chunk.RecordedEvents - tally.Events;
        var cause = fault;
        if (missing > 0)
        {
            // Once: who read the pages may have declared some of it already, by CPU and in its time, as more lost than the tracer itself says it lost.
            var declared = tally.Lost - chunk.LostByCpu.Sum(loss => loss.Events);
            LossOf(chunk, tally, options).Lost += Math.Max(0, missing.Value - declared);
            if (fault.Length == 0) cause = $"the tracer recorded {chunk.RecordedEvents} events, {tally.Events} were read";
        }
        else if (missing < 0)
        {
            cause = $"the tracer recorded {chunk.RecordedEvents} events, but {tally.Events} were read";
        }

        if (chunk.IsCutOff && cause.Length == 0) cause = "its tracer died: what it still held is missing";
        foreach (var interval in All(tally)) interval.KeepLargestPairs(options.MaxPairs);
        return Decide(chunk, fault.Length == 0 ? ChunkOutcome.Counted : ChunkOutcome.SetAside, cause, tally) with
        {
            LostChunks = chunk.IsCutOff || (fault.Length > 0 && missing is null) ? 1 : 0,
            // The count knows of lost packets too, which the tracer's own counters do not tell.
            LostByCpu = LossOfCpu.Of([.. All(tally)]) is { Count: > 0 } told ? told : chunk.LostByCpu,
        };
    }

    /// <summary>The chunk goes uncounted: what was recorded, and what the tracer had lost meanwhile, is lost.</summary>
    /// <param name="chunk">The closed chunk.</param>
    /// <param name="cause">Why, for people.</param>
    /// <param name="options">The spool's own limits on tallies.</param>
    public static DecidedChunk Dropped(ChunkManifest chunk, string cause, TracerOptions options)
    {
        var tally = new Tally();
        foreach (var loss in chunk.LostByCpu) LossOf(chunk, tally, options).Lose(loss.NumberOrNull(), new LostOnCpu(loss.Events, loss.Packets));
        if (chunk.RecordedEvents is > 0 and var uncounted) LossOf(chunk, tally, options).Lose(cpu: null, new LostOnCpu(uncounted, 0));
        return Decide(chunk, ChunkOutcome.Dropped, cause, tally) with { LostChunks = chunk.RecordedEvents is null || chunk.IsCutOff ? 1 : 0 };
    }

    /// <summary>What the tracer says it lost and no packet that was read tells: those that would have are missing themselves.</summary>
    private static void LoseUnseen(ChunkManifest chunk, Tally tally, TracerOptions options)
    {
        var unseen = chunk.LostByCpu.Sum(loss => loss.Events) - tally.Lost;
        foreach (var loss in chunk.LostByCpu.TakeWhile(_ => unseen > 0))
        {
            var seen = loss.NumberOrNull() is { } cpu ? All(tally).Sum(interval => interval.LostByCpu.GetValueOrDefault(cpu).Events) : 0;
            var events = Math.Min(loss.Events - seen, unseen);
            if (events <= 0) continue;
            LossOf(chunk, tally, options).Lose(loss.NumberOrNull(), new LostOnCpu(events, 0));
            unseen -= events;
        }
    }

    /// <summary>
    /// Nothing inside is much later than the chunk's last: where an event says so, its stamp is wrong, or made up by who is traced. It counts as one without a time: an
    /// interval that lies years ahead would never be complete, and never leave anybody's memory.
    /// </summary>
    private static Tally WithoutTimesBeyond(ChunkManifest chunk, Tally tally, TracerOptions options)
    {
        var last = options.Interval.StartOf(chunk.LastUnixNs!.Value + MostBeyondNs);
        if (!tally.Intervals.Keys.Any(start => start > last)) return tally;
        var held = new Tally { Packets = tally.Packets };
        held.Untimed.Add(tally.Untimed);
        foreach (var (start, counts) in tally.Intervals) held.Interval(start > last ? null : start).Add(counts);
        return held;
    }

    private static IEnumerable<IntervalTally> All(Tally tally) => tally.Intervals.Values.Append(tally.Untimed);

    private static IntervalTally LossOf(ChunkManifest chunk, Tally tally, TracerOptions options) => tally.Interval(options.Interval.StartOf(chunk.BeginUnixNs));

    private static DecidedChunk Decide(ChunkManifest chunk, ChunkOutcome outcome, string cause, Tally tally) => new()
    {
        Id = chunk.Id,
        BeginUnixNs = chunk.BeginUnixNs,
        EndUnixNs = chunk.EndUnixNs!.Value,
        // The tally stays until its last interval is published.
        LastUnixNs = Math.Max(chunk.LastUnixNs!.Value, tally.Intervals.Keys.LastOrDefault() * NanosecondsPerSecond),
        Outcome = outcome,
        Cause = cause,
        RecordedEvents = chunk.RecordedEvents,
        Bytes = chunk.Bytes,
        Tries = chunk.Tries,
        LostByCpu = chunk.LostByCpu,
        Tally = TallyCodec.Encode(tally),
    };
}
