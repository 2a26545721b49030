namespace Steadytrace.Metrics;

/// <summary>Where an aggregator's metrics go. One publisher per datacenter sends at a time.</summary>
public interface IMetricPublisher : IAsyncDisposable
{
    /// <summary>Connects, and waits until this is the datacenter's only publisher.</summary>
    /// <exception cref="PublishException">The broker cannot be reached, refuses, or another publisher holds the place for too long.</exception>
    Task ConnectAsync(CancellationToken cancellation);

    /// <summary>Sends a batch; completes when every message of it is confirmed and was taken by the required queue. May be called while other batches are open.</summary>
    /// <exception cref="PublishException">At least one message is not confirmed; the connection is closed, and the batch is to be sent again, whole, on a new one.</exception>
    Task PublishAsync(MetricBatch batch, CancellationToken cancellation);
}
