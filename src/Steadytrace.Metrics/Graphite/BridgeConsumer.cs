using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Steadytrace.Metrics.RabbitMq;

namespace Steadytrace.Metrics.Graphite;

/// <summary>A message of the bridge's queue.</summary>
internal readonly record struct BridgeMessage(ulong Tag, byte[] Body);

/// <summary>The bridge's end of its queue: messages up to the prefetch limit wait here, until they are acknowledged together.</summary>
internal sealed class BridgeConsumer : IAsyncDisposable
{
    private const ushort AccessRefused = 403;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly BrokerConnection _broker;
    private readonly IChannel _channel;
    private readonly Channel<BridgeMessage> _waiting;

    private BridgeConsumer(BrokerConnection broker, IChannel channel, int prefetch) =>
        (_broker, _channel, _waiting) = (broker, channel, Channel.CreateBounded<BridgeMessage>(new BoundedChannelOptions(prefetch) { SingleReader = true, SingleWriter = true }));

    /// <summary>The messages; completed with a <see cref="BridgeException"/> when the queue or the connection goes.</summary>
    public ChannelReader<BridgeMessage> Messages => _waiting.Reader;

    /// <summary>Takes the queue for this bridge alone, waiting for whoever has it.</summary>
    /// <remarks>
    /// Two at once would not keep its order: a value that was published as partial could reach carbon behind the whole one, and stay.
    /// </remarks>
    /// <param name="options">The broker's.</param>
    /// <param name="carbon">Names the queue.</param>
    /// <param name="time">The time.</param>
    /// <param name="waiting">Called once when another bridge is found there.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<BridgeConsumer> OpenAsync(RabbitMqOptions options, CarbonOptions carbon, TimeProvider time, Action waiting, CancellationToken cancellation)
    {
        var broker = await BrokerConnection.OpenAsync(options, "steadytrace bridge", cancellation);
        try
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, broker.Lost);
            await BrokerTopology.AssertExchangeAsync(broker, options, ends.Token);
            await BrokerTopology.AssertQueueAsync(broker, options, carbon.Queue, ends.Token);
            for (var isFirst = true; ; isFirst = false)
            {
                if (await TryConsumeAsync(broker, options, carbon, ends.Token) is { } consumer) return consumer;
                if (isFirst) waiting();
                await Task.Delay(Retry, time, ends.Token);
            }
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

    /// <returns>Null while another consumer has the queue.</returns>
    private static async Task<BridgeConsumer?> TryConsumeAsync(BrokerConnection broker, RabbitMqOptions options, CarbonOptions carbon, CancellationToken cancellation)
    {
        var channel = await broker.ChannelAsync(cancellation);
        try
        {
            await channel.BasicQosAsync(0, carbon.Prefetch, global: false, cancellation);
            var consumer = new BridgeConsumer(broker, channel, carbon.Prefetch);
            await consumer.ConsumeAsync(options, carbon.Queue, cancellation);
            return consumer;
        }
        catch (OperationInterruptedException taken) when (
            BrokerFailure.ReplyCode(taken) == AccessRefused && taken.ShutdownReason!.ReplyText.Contains("exclusive", StringComparison.Ordinal))
        {
            await channel.DisposeAsync();
            return null;
        }
    }

    private async Task ConsumeAsync(RabbitMqOptions options, string queue, CancellationToken cancellation)
    {
        var consumer = new AsyncEventingBasicConsumer(_channel);
        // The client takes the body back after the call.
        consumer.ReceivedAsync += async (_, delivery) => await _waiting.Writer.WriteAsync(new BridgeMessage(delivery.DeliveryTag, delivery.Body.ToArray()), _broker.Lost);
        consumer.UnregisteredAsync += (_, _) => End($"{options.BrokerName}: queue '{queue}' is gone; it is made again when the bridge starts");
        _channel.ChannelShutdownAsync += (_, shutdown) => End($"{options.BrokerName} ended the bridge's channel: {shutdown.ReplyText}");
        await _channel.BasicConsumeAsync(queue, autoAck: false, consumerTag: "", noLocal: false, exclusive: true, arguments: null, consumer, cancellation);
        _broker.Lost.Register(() => End(_broker.Cause));
    }

    private Task End(string cause)
    {
        _waiting.Writer.TryComplete(new BridgeException(cause));
        return Task.CompletedTask;
    }
}
