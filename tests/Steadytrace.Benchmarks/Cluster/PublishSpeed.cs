using RabbitMQ.Client;
using Steadytrace.Benchmarks.Reading;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Metrics;
using Steadytrace.Metrics.RabbitMq;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>Our publisher against a bare loop that sends each line as a message, to the same durable queue of the same broker, confirmed and persistent.</summary>
internal sealed class PublishSpeed(CancellationToken cancellation) : IMeasure
{
    private const string Queue = "steadytrace.bench";
    private const int Series = 1000, Batches = 3000, AtOnce = 256, Rounds = 3;
    private const int Messages = 40_000, Window = 400;
    private const double Aim = 100;

    public string Name => "publish";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        // The lines of a busy host: hundreds of events and as many processes.
        var batches = Enumerable.Range(0, 64).Select(host => MetricLoad.Batch(Series, host, 1_700_000_000)).ToList();
        var options = new RabbitMqOptions { Uri = broker.Uri, RequiredQueues = [Queue], RocksteadyExchange = null, Heartbeat = TimeSpan.FromSeconds(1), MaxQueueBytes = 8L << 30 };
        var (ours, bare) = (0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            ours = Math.Max(ours, await OursAsync(options, batches));
            bare = Math.Max(bare, await BareAsync(options, batches[0]));
        }

        return
        [
            new Measurement($"real lines to RabbitMQ, {Series} of a source and interval, confirmed, durable, persistent, against one line a message", Figure.PerSecond(ours, "lines"), Figure.PerSecond(bare, "lines"), ours / bare, Aim),
        ];
    }

    private async Task<double> OursAsync(RabbitMqOptions options, IReadOnlyList<MetricBatch> batches)
    {
        await using var publisher = new RabbitMqPublisher(options, "bench");
        await publisher.ConnectAsync(cancellation);
        await PurgeAsync(options);
        var began = Turns.Now;
        // As many at once as the aggregator lets be under way.
        using var room = new SemaphoreSlim(AtOnce);
        var under = new List<Task>();
        for (var i = 0; i < Batches; i++)
        {
            await room.WaitAsync(cancellation);
            under.Add(PublishAsync(publisher, batches[i % batches.Count], room));
        }

        await Task.WhenAll(under);
        var seconds = Turns.Since(began);
        await PurgeAsync(options);
        return Batches * (double)batches[0].Lines.Count / seconds;
    }

    private async Task PublishAsync(RabbitMqPublisher publisher, MetricBatch batch, SemaphoreSlim room)
    {
        await publisher.PublishAsync(batch, cancellation);
        room.Release();
    }

    private async Task<double> BareAsync(RabbitMqOptions options, MetricBatch batch)
    {
        var lines = batch.Lines.Select(line => (ReadOnlyMemory<byte>)System.Text.Encoding.ASCII.GetBytes($"{line}\n")).ToList();
        await using var connection = await new ConnectionFactory { Uri = options.Uri }.CreateConnectionAsync(cancellation);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null), cancellation);
        var properties = new BasicProperties { DeliveryMode = DeliveryModes.Persistent };
        using var room = new SemaphoreSlim(Window);
        var under = new List<Task>();
        var began = Turns.Now;
        for (var i = 0; i < Messages; i++)
        {
            await room.WaitAsync(cancellation);
            under.Add(SendAsync(lines[i % lines.Count]));
        }

        await Task.WhenAll(under);
        var seconds = Turns.Since(began);
        await PurgeAsync(options);
        return Messages / seconds;

        async Task SendAsync(ReadOnlyMemory<byte> line)
        {
            await channel.BasicPublishAsync("", Queue, mandatory: true, properties, line, cancellation);
            room.Release();
        }
    }

    private async Task PurgeAsync(RabbitMqOptions options)
    {
        await using var connection = await new ConnectionFactory { Uri = options.Uri }.CreateConnectionAsync(cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        await channel.QueuePurgeAsync(Queue, cancellation);
    }
}
