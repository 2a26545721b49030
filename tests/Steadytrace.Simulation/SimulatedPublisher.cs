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
        var link = new BrokerLink(broker, process, Options.ConfirmTimeout);
        try
        {
            // No token: its cancellation would go on in a thread of its own.
            await PublisherPlace.TakeAsync((_, _) => Task.FromResult(TryTakePlace(link, cancellation)), Options, "local", clock, () => { }, CancellationToken.None);
            ThrowIfOver(link, cancellation);
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
        var messages = batch.Lines.Chunk(LinesInMessage).ToList();
        var open = new List<Task<bool>>();
        foreach (var message in messages)
        {
            process.Step();
            open.Add(link.Send(batch, message, isLast: message == messages[^1]));
        }

        // The first that is not confirmed ends the connection, and with it all others.
        foreach (var confirmed in open)
            if (!await confirmed) throw new PublishException(link.Cause);
    }

    private bool TryTakePlace(BrokerLink link, CancellationToken cancellation)
    {
        ThrowIfOver(link, cancellation);
        return broker.TryTakePlace(link);
    }

    private static void ThrowIfOver(BrokerLink link, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!link.IsOpen) throw new PublishException(link.Cause);
    }

    public ValueTask DisposeAsync()
    {
        _link?.Close("closed");
        return ValueTask.CompletedTask;
    }
}
