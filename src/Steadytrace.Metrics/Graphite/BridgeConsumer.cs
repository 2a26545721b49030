using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Steadytrace.Metrics.RabbitMq;

namespace Steadytrace.Metrics.Graphite;

/// <summary>A message of the bridge's queue.</summary>
internal readonly record struct BridgeMessage(ulong Tag, byte[] Body);

/// <summary>The bridge's end of its queue: messages up to the prefetch limit wait here, until they are acknowledged together.</summary>
internal sealed class BridgeConsumer : IAsyncDisposable
{
    private readonly BrokerConnection _broker;
    private readonly IChannel _channel;
    private readonly Channel<BridgeMessage> _waiting;

    private BridgeConsumer(BrokerConnection broker, IChannel channel, int prefetch) =>
        (_broker, _channel, _waiting) = (broker, channel, Channel.CreateBounded<BridgeMessage>(new BoundedChannelOptions(prefetch) { SingleReader = true, SingleWriter = true }));

    /// <summary>The messages; completed with a <see cref="BridgeException"/> when the queue or the connection goes.</summary>
    public ChannelReader<BridgeMessage> Messages => _waiting.Reader;

    public static async Task<BridgeConsumer> OpenAsync(RabbitMqOptions options, CarbonOptions carbon, CancellationToken cancellation)
    {
        var broker = await BrokerConnection.OpenAsync(options, "steadytrace bridge", cancellation);
        try
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, broker.Lost);
            await BrokerTopology.AssertExchangeAsync(broker, options, ends.Token);
            await BrokerTopology.AssertQueueAsync(broker, options, carbon.Queue, ends.Token);
            var channel = await broker.ChannelAsync(ends.Token);
            await channel.BasicQosAsync(0, carbon.Prefetch, global: false, ends.Token);
            var consumer = new BridgeConsumer(broker, channel, carbon.Prefetch);
            await consumer.ConsumeAsync(options, carbon.Queue, ends.Token);
            return consumer;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Acknowledges this message and all before it.</summary>
    public ValueTask AcknowledgeAsync(ulong tag, CancellationToken cancellation) => _channel.BasicAckAsync(tag, multiple: true, cancellation);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    private async Task ConsumeAsync(RabbitMqOptions options, string queue, CancellationToken cancellation)
    {
        var consumer = new AsyncEventingBasicConsumer(_channel);
        // The client takes the body back after the call.
        consumer.ReceivedAsync += async (_, delivery) => await _waiting.Writer.WriteAsync(new BridgeMessage(delivery.DeliveryTag, delivery.Body.ToArray()), _broker.Lost);
        consumer.UnregisteredAsync += (_, _) => End($"{options.BrokerName}: queue '{queue}' is gone; it is made again when the bridge starts");
        _channel.ChannelShutdownAsync += (_, shutdown) => End($"{options.BrokerName} ended the bridge's channel: {shutdown.ReplyText}");
        _broker.Lost.Register(() => End(_broker.Cause));
        await _channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellation);
    }

    private Task End(string cause)
    {
        _waiting.Writer.TryComplete(new BridgeException(cause));
        return Task.CompletedTask;
    }
}
