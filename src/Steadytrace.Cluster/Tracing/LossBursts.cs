using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tracing;

/// <summary>Gathers what a tracer loses into bursts: one ends with a chunk that lost nothing, after a quiet time, or when it has lasted long.</summary>
public sealed class LossBursts
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(30);
    private LossBurst? _burst;
    private TimeSpan _began;
    private TimeSpan _latest;

    /// <summary>A chunk was decided.</summary>
    /// <param name="decided">The verdict.</param>
    /// <param name="lost">Events lost by its tally.</param>
    /// <param name="lostPackets">Packets lost by its tally.</param>
    /// <param name="now">Monotonic time.</param>
    /// <returns>The burst that is over; null when none is.</returns>
    public LossBurst? Add(DecidedChunk decided, long lost, long lostPackets, TimeSpan now)
    {
        // What a dropped chunk held was not lost by the tracer; its drop is told where it happens.
        if (decided.Outcome == ChunkOutcome.Dropped) (lost, lostPackets) = (decided.LostByCpu.Sum(loss => loss.Events), 0);
        if (lost == 0 && lostPackets == 0) return End();

        if (_burst is null) _began = now;
        _latest = now;
        var before = _burst ?? new LossBurst(decided.Id, decided.Id, 0, 0, []);
        _burst = before with
        {
            Last = decided.Id, Events = before.Events + lost, Packets = before.Packets + lostPackets, LostByCpu = LossOfCpu.Largest(before.LostByCpu.Concat(decided.LostByCpu)),
        };
        return now - _began >= Longest ? End() : null;
    }

    /// <summary>The burst when nothing more came of it for a while; null when there is none.</summary>
    public LossBurst? Quiet(TimeSpan now) => now - _latest >= QuietAfter ? End() : null;

    private LossBurst? End()
    {
        var burst = _burst;
        _burst = null;
        return burst;
    }
}
