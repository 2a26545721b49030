using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Steadytrace.Metrics.RabbitMq;

/// <summary>Exchanges, queues and bindings that metrics need. All of it may be asserted any number of times.</summary>
internal static class BrokerTopology
{
    private const ushort NotFound = 404;
    private const ushort PreconditionFailed = 406;

    /// <summary>The durable topic exchange.</summary>
    public static async Task AssertExchangeAsync(BrokerConnection broker, RabbitMqOptions options, CancellationToken cancellation)
    {
        await using var channel = await broker.ChannelAsync(cancellation);
        await channel.ExchangeDeclareAsync(options.Exchange, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: cancellation);
    }

    /// <summary>A durable queue that gets all metrics. One that exists keeps its own limits.</summary>
    public static async Task AssertQueueAsync(BrokerConnection broker, RabbitMqOptions options, string queue, CancellationToken cancellation)
    {
        if (!await ExistsAsync(broker, queue, cancellation))
        {
            await using var declaring = await broker.ChannelAsync(cancellation);
            var limits = new Dictionary<string, object?> { ["x-max-length-bytes"] = options.MaxQueueBytes, ["x-overflow"] = "reject-publish" };
            await declaring.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, limits, cancellationToken: cancellation);
        }

        await using var channel = await broker.ChannelAsync(cancellation);
        await channel.QueueBindAsync(queue, options.Exchange, "#", cancellationToken: cancellation);
    }

    /// <summary>The fanout exchange for consumers of old, behind the topic exchange.</summary>
    /// <returns>False when somebody made an exchange of this name with other properties: it is left alone.</returns>
    /// <remarks>The broker deletes it, and its binding, with its last consumer; a consumer that declares it again gets metrics from the next assertion on.</remarks>
    public static async Task<bool> AssertRocksteadyAsync(BrokerConnection broker, RabbitMqOptions options, CancellationToken cancellation)
    {
        if (options.RocksteadyExchange is not { Length: > 0 } rocksteady) return true;
        await using var channel = await broker.ChannelAsync(cancellation);
        try
        {
            await channel.ExchangeDeclareAsync(rocksteady, ExchangeType.Fanout, durable: false, autoDelete: true, cancellationToken: cancellation);
            await channel.ExchangeBindAsync(destination: rocksteady, source: options.Exchange, "#", cancellationToken: cancellation);
            return true;
        }
        catch (OperationInterruptedException gone) when (BrokerFailure.ReplyCode(gone) == NotFound)
        {
            // Its last consumer left between the two calls; the next assertion makes it again.
            return true;
        }
        catch (OperationInterruptedException other) when (BrokerFailure.ReplyCode(other) == PreconditionFailed)
        {
            return false;
        }
    }

    private static async Task<bool> ExistsAsync(BrokerConnection broker, string queue, CancellationToken cancellation)
    {
        await using var channel = await broker.ChannelAsync(cancellation);
        try
        {
            await channel.QueueDeclarePassiveAsync(queue, cancellation);
            return true;
        }
        catch (OperationInterruptedException missing) when (BrokerFailure.ReplyCode(missing) == NotFound)
        {
            return false;
        }
    }
}
