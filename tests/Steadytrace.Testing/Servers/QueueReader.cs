using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Steadytrace.Testing.Servers;

/// <summary>A consumer as an outsider would write one: reads lines from a durable queue of its own, and keeps the last value per name and timestamp.</summary>
/// <remarks>Connects again for as long as it lives, so a test may stop the broker under it.</remarks>
public sealed class QueueReader : IAsyncDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);

    private readonly Uri _broker;
    private readonly string _queue;
    private readonly string _exchange;
    private readonly string _exchangeType;
    private readonly CancellationTokenSource _end = new();
    private Task _reading = Task.CompletedTask;
    private long _messages;
    private long _lines;
    private string _lastFailure = "";

    private QueueReader(Uri broker, string queue, string exchange, string exchangeType) => (_broker, _queue, _exchange, _exchangeType) = (broker, queue, exchange, exchangeType);

    /// <summary>The last value per name and timestamp (Unix seconds).</summary>
    public ConcurrentDictionary<(string Name, long UnixSeconds), double> Last { get; } = new();

    /// <summary>Messages read, repeated ones included.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Lines read, repeated ones included.</summary>
    public long Lines => Interlocked.Read(ref _lines);

    /// <summary>Lines that replaced another value of their name and timestamp: the line, and the value before it.</summary>
    public ConcurrentQueue<(string Line, double Before)> Changes { get; } = new();

    /// <summary>Lines that were not <c>name value timestamp</c>.</summary>
    public ConcurrentQueue<string> BadLines { get; } = new();

    /// <summary>Routing keys seen.</summary>
    public ConcurrentDictionary<string, long> RoutingKeys { get; } = new();

    /// <summary>Declares exchange and queue, binds them, and begins to read. Messages wait in the queue from here on.</summary>
    /// <param name="broker">The broker's address.</param>
    /// <param name="queue">Name of a durable queue.</param>
    /// <param name="exchange">What it is bound to: <c>steadytrace</c>, or <c>rocksteady</c>, which is declared transient and auto-delete.</param>
    public static async Task<QueueReader> OpenAsync(Uri broker, string queue, string exchange = "steadytrace")
    {
        var reader = new QueueReader(broker, queue, exchange, exchange == "rocksteady" ? ExchangeType.Fanout : ExchangeType.Topic);
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        reader._reading = Task.Run(() => reader.ReadAsync(first));
        await Task.WhenAny(first.Task, Task.Delay(TimeSpan.FromSeconds(30)));
        if (first.Task.IsCompleted) return reader;
        await reader.DisposeAsync();
        throw new TimeoutException($"queue {queue} could not be read within 30 s: {reader._lastFailure}");
    }

    /// <summary>The sum of the last values over all names that fit.</summary>
    public double Sum(Func<string, bool> name) => Last.Where(pair => name(pair.Key.Name)).Sum(pair => pair.Value);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _end.Dispose();
    }

    private async Task ReadAsync(TaskCompletionSource first)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await ConsumeAsync(first);
            }
            catch (Exception failure)
            {
                _lastFailure = failure.Message;
                // The broker is down, or went down: whatever the client says of it, it is tried again until the test ends.
                await Task.Delay(Retry, _end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private async Task ConsumeAsync(TaskCompletionSource first)
    {
        var factory = new ConnectionFactory { Uri = _broker, AutomaticRecoveryEnabled = false, RequestedConnectionTimeout = TimeSpan.FromSeconds(5) };
        await using var connection = await factory.CreateConnectionAsync("steadytrace test reader", _end.Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: _end.Token);
        var lasting = _exchangeType == ExchangeType.Topic;
        await channel.ExchangeDeclareAsync(_exchange, _exchangeType, durable: lasting, autoDelete: !lasting);
        if (!await ExistsAsync(connection)) await channel.QueueDeclareAsync(_queue, durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(_queue, _exchange, lasting ? "#" : "");
        await channel.BasicQosAsync(0, 100, global: false);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var ending = _end.Token.Register(() => over.TrySetResult());
        connection.ConnectionShutdownAsync += (_, _) => Task.FromResult(over.TrySetResult());
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.UnregisteredAsync += (_, _) => Task.FromResult(over.TrySetResult());
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            RoutingKeys.AddOrUpdate(delivery.RoutingKey, 1, (_, count) => count + 1);
            Take(Encoding.UTF8.GetString(delivery.Body.Span));
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(_queue, autoAck: false, consumer, _end.Token);
        first.TrySetResult();
        await over.Task;
    }

    // A queue that the publisher made has limits of its own, which a second declaration would have to repeat.
    private async Task<bool> ExistsAsync(IConnection connection)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: _end.Token);
        try
        {
            await channel.QueueDeclarePassiveAsync(_queue, _end.Token);
            return true;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }

    private void Take(string body)
    {
        Interlocked.Increment(ref _messages);
        foreach (var line in body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Interlocked.Increment(ref _lines);
            if (line.Split(' ') is [var name, var value, var time] && double.TryParse(value, CultureInfo.InvariantCulture, out var number) && long.TryParse(time, CultureInfo.InvariantCulture, out var unixSeconds))
            {
                if (Last.TryGetValue((name, unixSeconds), out var before) && before != number) Changes.Enqueue((line, before));
                Last[(name, unixSeconds)] = number;
            }
            else
            {
                BadLines.Enqueue(line);
            }
        }
    }
}
