using Steadytrace.Benchmarks.Timing;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>One interval of all sources, until each of them knows that it is published.</summary>
internal sealed class SimulatedRound(int sources)
{
    private readonly TaskCompletionSource<long> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = sources;

    /// <summary>When the last source heard of it; for <see cref="Turns.Since"/> and its like.</summary>
    public Task<long> Ended => _ended.Task;

    /// <summary>A source heard that its interval is confirmed.</summary>
    public void Published()
    {
        if (Interlocked.Decrement(ref _left) == 0) _ended.TrySetResult(Turns.Now);
    }
}
