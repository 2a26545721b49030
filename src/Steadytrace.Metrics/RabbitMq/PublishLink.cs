using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Steadytrace.Metrics.Lines;
using Steadytrace.Metrics.Names;

namespace Steadytrace.Metrics.RabbitMq;

/// <summary>One life of a publisher: a connection that holds the datacenter's place, and the messages that are open on it.</summary>
/// <remarks>
/// Batches enter their messages one after the other, and confirms come back as the broker likes, up to a window. The first message that is
/// returned, refused or not confirmed in time cuts the connection: which messages arrived is then unknown, and all open batches are sent again,
/// whole, on another. No token is handed to the client's publish: a cancelled one has corrupted its bookkeeping of confirms.
/// </remarks>
internal sealed class PublishLink : IAsyncDisposable
{
    private const string Client = "steadytrace";

    private readonly RabbitMqOptions _options;
    private readonly TimeProvider _time;
    private readonly BrokerConnection _broker;
    private readonly IChannel _channel;
    private readonly RequiredQueues _queues;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _window;
    private readonly BasicProperties _properties = new() { ContentType = "text/plain", DeliveryMode = DeliveryModes.Persistent, AppId = Client };

    private PublishLink(RabbitMqOptions options, TimeProvider time, BrokerConnection broker, IChannel channel, IChannel looking)
    {
        (_options, _time, _broker, _channel) = (options, time, broker, channel);
        _queues = new RequiredQueues(looking, options.RequiredQueues);
        _window = new SemaphoreSlim(options.ConfirmWindow, options.ConfirmWindow);
    }

    /// <summary>True from the moment the connection has ended.</summary>
    public bool IsOver => _broker.IsOver;

    /// <summary>Set when the connection has ended.</summary>
    public CancellationToken Lost => _broker.Lost;

    /// <summary>Why it ended, one line.</summary>
    public string Cause => _broker.Cause;

    /// <summary>Connects, takes the place, asserts exchanges and queues.</summary>
    public static async Task<PublishLink> OpenAsync(RabbitMqOptions options, string datacenter, TimeProvider time, Action waiting, CancellationToken cancellation)
    {
        var broker = await BrokerConnection.OpenAsync(options, $"{Client} publisher {datacenter}", cancellation);
        try
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, broker.Lost);
            await PublisherPlace.TakeAsync((queue, end) => PublisherPlace.TryTakeAsync(broker, queue, end), options, datacenter, time, waiting, ends.Token);
            await BrokerTopology.AssertExchangeAsync(broker, options, ends.Token);
            foreach (var queue in options.RequiredQueues) await BrokerTopology.AssertQueueAsync(broker, options, queue, ends.Token);
            var channel = await broker.ConfirmingChannelAsync(ends.Token);
            var looking = await broker.ChannelAsync(ends.Token);
            return new PublishLink(options, time, broker, channel, looking);
        }
        catch (OperationCanceledException) when (broker.Lost.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            await broker.DisposeAsync();
            throw new PublishException(broker.Cause);
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asserts queues and bindings again. False when the exchange for consumers of old cannot be made.</summary>
    public async Task<bool> AssertAsync(CancellationToken cancellation)
    {
        await BrokerTopology.AssertExchangeAsync(_broker, _options, cancellation);
        foreach (var queue in _options.RequiredQueues) await BrokerTopology.AssertQueueAsync(_broker, _options, queue, cancellation);
        return await BrokerTopology.AssertRocksteadyAsync(_broker, _options, cancellation);
    }

    /// <summary>Sends a batch and waits until all of it is confirmed and the required queues are there.</summary>
    public async Task PublishAsync(MetricBatch batch, CancellationToken cancellation)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _broker.Lost);
        try
        {
            if (!await SendAllAsync(batch, ends.Token)) throw new PublishException(_broker.Cause);
            await _queues.CheckAsync(ends.Token);
        }
        catch (OperationCanceledException) when (_broker.Lost.IsCancellationRequested)
        {
            throw new PublishException(_broker.Cause);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Cut($"{_options.BrokerName}: publishing was cancelled with messages open");
            throw;
        }
        catch (OperationInterruptedException gone)
        {
            Cut($"{_options.BrokerName}: a required queue is gone ({gone.ShutdownReason?.ReplyText}); it is made again on the next connection");
            throw new PublishException(_broker.Cause, gone);
        }
        catch (Exception other) when (other is not PublishException)
        {
            // Whatever the client throws, the batch is not known to be confirmed.
            Cut(BrokerFailure.Explain(_options, other));
            throw new PublishException(_broker.Cause, other);
        }
    }

    /// <summary>Ends the connection at once.</summary>
    public void Cut(string cause) => _broker.Cut(cause);

    /// <summary>Awaits open confirms for at most <see cref="RabbitMqOptions.DrainTimeout"/>, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var enough = new CancellationTokenSource(_options.DrainTimeout, _time);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, _broker.Lost);
            // Nothing new is sent by who has the turn for good, and nothing is open when the whole window is free.
            await _turn.WaitAsync(ends.Token);
            for (var place = 0; place < _options.ConfirmWindow; place++) await _window.WaitAsync(ends.Token);
        }
        catch (OperationCanceledException)
        {
            Cut($"{_options.BrokerName}: closed with messages not confirmed");
        }

        await _broker.DisposeAsync();
    }

    private async Task<bool> SendAllAsync(MetricBatch batch, CancellationToken ends)
    {
        var key = MetricNames.RoutingKey(batch.Scope);
        var open = new List<Task<bool>>();
        await _turn.WaitAsync(ends);
        try
        {
            foreach (var body in MessageBodies.Cut(batch.Lines, _options.MaxLinesPerMessage, _options.MaxBytesPerMessage))
            {
                await _window.WaitAsync(ends);
                open.Add(SendAsync(key, body));
            }
        }
        finally
        {
            _turn.Release();
        }

        return Array.TrueForAll(await Task.WhenAll(open).WaitAsync(ends), confirmed => confirmed);
    }

    // True when the message is confirmed; else the connection is cut, which every other open batch notices too.
    private async Task<bool> SendAsync(string key, ReadOnlyMemory<byte> body)
    {
        try
        {
            await _channel.BasicPublishAsync(_options.Exchange, key, _options.Mandatory, _properties, body).AsTask().WaitAsync(_options.ConfirmTimeout, _time);
            return true;
        }
        catch (PublishReturnException)
        {
            Cut($"{_options.BrokerName}: no queue took '{key}'; bind one: rabbitmqadmin declare binding source={_options.Exchange} destination={_options.RequiredQueues.FirstOrDefault("QUEUE")} routing_key='#'");
        }
        catch (RabbitMQ.Client.Exceptions.PublishException)
        {
            Cut($"{_options.BrokerName} refused '{key}': a queue is full or has failed ({string.Join(", ", _options.RequiredQueues)}); start its consumer, or raise its limit");
        }
        catch (TimeoutException)
        {
            var why = _broker.Blocked is { } reason ? $"the broker takes no messages: {reason}; free memory or disk there" : "check the broker's log and load";
            Cut($"{_options.BrokerName} did not confirm '{key}' within {_options.ConfirmTimeout.TotalSeconds:0.#} s; {why}");
        }
        catch (Exception other)
        {
            // Whatever the client throws, the message is not known to be confirmed.
            Cut(BrokerFailure.Explain(_options, other));
        }
        finally
        {
            _window.Release();
        }

        return false;
    }
}
