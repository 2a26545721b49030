using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Steadytrace.Metrics.Lines;
using Steadytrace.Metrics.RabbitMq;

namespace Steadytrace.Metrics.Graphite;

/// <summary>Moves metrics from a queue of the broker to carbon. A message is acknowledged a moment after carbon has read it, if carbon still runs then.</summary>
/// <remarks>
/// What was sent and not acknowledged comes again: carbon keeps the last value per name and timestamp, so it has one effect. Nothing is repeated
/// here: any failure ends <see cref="RunAsync"/>, and whoever runs it does so again, with growing distances. A line that is no metric is counted,
/// logged and skipped; its message is acknowledged like any other, or the queue would stand still before it for ever.
/// </remarks>
public sealed partial class CarbonBridge
{
    // Others wait for their acknowledgement, or for their turn, while one is under way.
    private const int DeliveriesAtOnce = 4;

    private readonly RabbitMqOptions _broker;
    private readonly CarbonOptions _carbon;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ICarbonFrame _frame;
    private readonly int _mostAtOnce;
    private readonly List<MetricLine> _lines = [];
    private long _messagesMoved;
    private long _linesMoved;
    private long _badLines;

    /// <summary>Makes a bridge that does not run yet.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message names each problem.</exception>
    public CarbonBridge(RabbitMqOptions broker, CarbonOptions carbon, ILogger? logger = null, TimeProvider? time = null)
    {
        if (broker.Problems().Concat(carbon.Problems()).ToList() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(carbon));
        (_broker, _carbon, _logger) = (broker, carbon, logger ?? NullLogger.Instance);
        _time = time ?? TimeProvider.System;
        _mostAtOnce = Math.Max(1, carbon.Prefetch / DeliveriesAtOnce);
        _frame = carbon.Protocol == CarbonProtocol.Pickle ? new PickleFrame(carbon.MaxFrameBytes) : new LineFrame(carbon.MaxFrameBytes);
    }

    /// <summary>Messages acknowledged since the bridge was made.</summary>
    public long Messages => Interlocked.Read(ref _messagesMoved);

    /// <summary>Lines of them that carbon has read.</summary>
    public long Lines => Interlocked.Read(ref _linesMoved);

    /// <summary>Lines of them that were skipped.</summary>
    public long BadLines => Interlocked.Read(ref _badLines);

    /// <summary>Runs until it is cancelled (and then ends well), or something fails. Not to be run twice at once.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="connected">Called each time it has come to move messages, or to stand by for another bridge that does.</param>
    /// <exception cref="BridgeException">Broker or carbon cannot be reached, or went away.</exception>
    public async Task RunAsync(CancellationToken cancellation, Action? connected = null)
    {
        try
        {
            await using var consumer = await BridgeConsumer.OpenAsync(_broker, _carbon, _time, StandBy, cancellation);
            using var watch = await CarbonWatch.OpenAsync(_carbon, cancellation);
            LogRunning(_broker.BrokerName, _carbon.Queue, _carbon.Name);
            connected?.Invoke();
            await MoveUntilSomethingEndsAsync(consumer, watch, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end: what is not acknowledged goes back to the queue with the connection.
        }
        catch (Exception failure) when (failure is not BridgeException)
        {
            throw new BridgeException(BrokerFailure.Explain(_broker, failure), failure);
        }

        void StandBy()
        {
            LogStandsBy(_broker.BrokerName, _carbon.Queue);
            connected?.Invoke();
        }
    }

    private async Task MoveUntilSomethingEndsAsync(BridgeConsumer consumer, CarbonWatch watch, CancellationToken cancellation)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // As many as the broker lets be unacknowledged, at most.
        var read = Channel.CreateUnbounded<Delivered>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        Task[] parts = [MoveAllAsync(consumer, read.Writer, ends.Token), AcknowledgeAllAsync(consumer, read.Reader, ends.Token), watch.UntilItEndsAsync(ends.Token)];
        var first = await Task.WhenAny(parts);
        await ends.CancelAsync();
        // Only the first failure is told: the others follow from it, or from the cancellation.
        await Task.WhenAll(parts).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await first;
    }

    private async Task MoveAllAsync(BridgeConsumer consumer, ChannelWriter<Delivered> read, CancellationToken cancellation)
    {
        while (await consumer.Messages.WaitToReadAsync(cancellation)) await read.WriteAsync(await MoveAsync(consumer, cancellation), cancellation);
    }

    private async Task AcknowledgeAllAsync(BridgeConsumer consumer, ChannelReader<Delivered> read, CancellationToken cancellation)
    {
        await foreach (var delivered in read.ReadAllAsync(cancellation))
        {
            var wait = _carbon.AcknowledgeAfter - _time.GetElapsedTime(delivered.ReadAt);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _time, cancellation);
            await consumer.AcknowledgeAsync(delivered.Tag, cancellation);
            Interlocked.Add(ref _messagesMoved, delivered.Messages);
            Interlocked.Add(ref _linesMoved, delivered.Lines);
            Interlocked.Add(ref _badLines, delivered.BadLines);
        }
    }

    // Carbon reads the first messages while the next are still being looked through.
    private async Task<Delivered> MoveAsync(BridgeConsumer consumer, CancellationToken cancellation)
    {
        // What a failed delivery left in it comes again from the queue.
        _frame.Take();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        CarbonDelivery? delivery = null;
        try
        {
            var (messages, lines, bad, tag) = (0, 0, 0, 0UL);
            while (messages < _mostAtOnce && consumer.Messages.TryRead(out var message))
            {
                bad += Read(message);
                (messages, lines, tag) = (messages + 1, lines + _lines.Count, message.Tag);
                if (_lines.Count == 0) continue;
                delivery ??= await OpenAsync(limit);
                await WriteAsync(delivery, limit.Token);
            }

            if (delivery is not null) await FinishAsync(delivery, limit.Token);
            return new Delivered(tag, _time.GetTimestamp(), messages, lines, bad);
        }
        catch (SocketException failure)
        {
            throw new BridgeException($"{_carbon.Name}: {failure.Message}; check the address, and that carbon runs", failure);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new BridgeException($"{_carbon.Name} did not read its metrics within {_carbon.DeliveryTimeout.TotalSeconds:0.#} s; check its load, its cache's size and its disk", late);
        }
        finally
        {
            delivery?.Dispose();
        }
    }

    private int Read(BridgeMessage message)
    {
        _lines.Clear();
        var bad = MetricText.ReadAll(message.Body, _lines.Add);
        if (bad > 0) LogBadLines(bad, _carbon.Queue, message.Body.Length);
        return bad;
    }

    private async Task<CarbonDelivery> OpenAsync(CancellationTokenSource limit)
    {
        limit.CancelAfter(_carbon.ConnectTimeout);
        var delivery = await CarbonDelivery.OpenAsync(_carbon, limit.Token);
        limit.CancelAfter(_carbon.DeliveryTimeout);
        return delivery;
    }

    private async Task WriteAsync(CarbonDelivery delivery, CancellationToken limit)
    {
        foreach (var line in _lines)
        {
            if (_frame.TryAdd(line)) continue;
            await delivery.WriteAsync(_frame.Take(), limit);
            _frame.TryAdd(line);
        }
    }

    private async Task FinishAsync(CarbonDelivery delivery, CancellationToken limit)
    {
        await delivery.WriteAsync(_frame.Take(), limit);
        await delivery.FinishAsync(limit);
    }

    // Messages up to this tag: carbon has read what is good in them.
    private readonly record struct Delivered(ulong Tag, long ReadAt, int Messages, int Lines, int BadLines);
}
