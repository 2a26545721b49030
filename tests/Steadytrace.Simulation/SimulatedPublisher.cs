using Steadytrace.Metrics;
using Steadytrace.Metrics.RabbitMq;

namespace Steadytrace.Simulation;

/// <summary>Publishes to the simulated broker as the real one does to RabbitMQ; how it gets its place is the real one's own code.</summary>
internal sealed class SimulatedPublisher(SimulatedBroker broker, SimulatedProcess process, TimeProvider clock) : IMetricPublisher
{
    private const int LinesInMessage = 4;
    private static readonly RabbitMqOptions Options = new() { Uri = new Uri("amqp://broker") };
    private BrokerLink? _link;

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        await process.Delay(process.World.Between(0.005, 0.1));
        if (broker.IsDown) throw new PublishException("the broker refuses");
        var link = new BrokerLink(broker, process);
        try
        {
            // No token: its cancellation would go on in a thread of its own.
            await PublisherPlace.TakeAsync((_, _) => Task.FromResult(TryTakePlace(link, cancellation)), Options, "local", clock, () => { }, CancellationToken.None);
            TryTakePlace(link, cancellation);
        }
        catch (Exception)
        {
            // Whatever ended the wait: nobody is to find the place taken by a link without an owner.
            link.Close("given up");
            throw;
        }

        _link = link;
    }

    public async Task PublishAsync(MetricBatch batch, CancellationToken cancellation)
    {
        var link = _link ?? throw new PublishException("not connected");
        foreach (var message in batch.Lines.Chunk(LinesInMessage))
        {
            process.Step();
            await process.Delay(process.World.Between(0.0001, 0.02));
            if (!link.IsOpen || broker.IsDown) throw new PublishException(link.Cause);
            broker.Take(batch, message);
        }

        broker.Finish(batch);
        await process.Delay(process.World.Between(0.0001, 0.05));
        // The confirm is lost with the connection.
        if (!link.IsOpen) throw new PublishException(link.Cause);
    }

    private bool TryTakePlace(BrokerLink link, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return link.IsOpen ? broker.TryTakePlace(link) : throw new PublishException(link.Cause);
    }

    public ValueTask DisposeAsync()
    {
        _link?.Close("closed");
        return ValueTask.CompletedTask;
    }
}
