using RabbitMQ.Client;

namespace Steadytrace.Metrics.RabbitMq;

/// <summary>Makes sure, after the broker's confirm, that the required queues are still there.</summary>
/// <remarks>
/// A confirm only says that *some* queue took the message: with the required one deleted and another bound, it would be lost without a word.
/// One look serves all batches that asked before it began, so that thousands of open batches cost few looks.
/// </remarks>
internal sealed class RequiredQueues(IChannel channel, IReadOnlyList<string> queues)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _asked;
    private long _answered;

    /// <exception cref="RabbitMQ.Client.Exceptions.OperationInterruptedException">A queue is gone (404).</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        var mine = Interlocked.Increment(ref _asked);
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_answered >= mine) return;
            var all = Interlocked.Read(ref _asked);
            foreach (var queue in queues) await channel.QueueDeclarePassiveAsync(queue, cancellation);
            _answered = all;
        }
        finally
        {
            _turn.Release();
        }
    }
}
