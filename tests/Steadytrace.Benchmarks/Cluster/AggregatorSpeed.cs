using RabbitMQ.Client;
using Steadytrace.Benchmarks.Reading;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Cluster;
using Steadytrace.Testing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>The published program as the aggregator of ten thousand hosts, which are simulated in this process, and a real broker: how far behind it is, and what it holds.</summary>
internal sealed class AggregatorSpeed(BenchOptions options, CancellationToken cancellation) : IMeasure
{
    private const int Hosts = 10_000, Series = 300, Intervals = 5;
    private const string Queue = "steadytrace.graphite";
    private const double SecondsLimit = 10, BytesLimit = 2e9;
    private static readonly TimeSpan ArriveWithin = TimeSpan.FromSeconds(10), Glance = TimeSpan.FromMilliseconds(20), StopsWithin = TimeSpan.FromSeconds(30), StartsWithin = TimeSpan.FromMinutes(2);

    public string Name => "aggregator";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Work, "aggregator")).FullName;
        var ports = FreePort.Several(4);
        try
        {
            await using var broker = await RabbitMqServer.StartNewAsync();
            await using var node = NodeProcess.Start(options.Steadytrace, folder, "aggregating", [NodeRoles.Aggregator], new NodePorts(ports[0], ports[1], ports[1]), new Dictionary<string, string?>
            {
                ["STEADYTRACE__RABBITMQ__URI"] = broker.Uri.ToString(), ["STEADYTRACE__RABBITMQ__REQUIRED_QUEUES"] = Queue,
            });
            await using var fleet = new SimulatedFleet(Hosts, Series, new NodePorts(ports[2], ports[3], ports[1]));
            await node.UntilAsync(() => Task.FromResult(fleet.Known.IsCompleted), "it knows all sources", StartsWithin);
            var (seconds, memory) = await MeasureAsync(broker, fleet, node);
            await node.StopAsync(StopsWithin);
            return
            [
                new Measurement($"one aggregator, {Hosts:#,0} hosts × {Series} series, all tallies of an interval within {ArriveWithin.TotalSeconds:0} s: from the last tally to the last confirm, the slowest of {Intervals} intervals",
                    Figure.Seconds(seconds), Figure.Seconds(SecondsLimit), SecondsLimit / seconds, 1),
                new Measurement("the same: the aggregator's memory at its most", Figure.Bytes(memory), Figure.Bytes(BytesLimit), BytesLimit / memory, 1),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<(double Seconds, long Bytes)> MeasureAsync(RabbitMqServer broker, SimulatedFleet fleet, ServerProcess node)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watching = WatchAsync(node.Id, enough.Token);
        var slowest = 0.0;
        // The first is not counted: the publisher waits for its place then.
        for (var interval = 0; interval <= Intervals; interval++)
        {
            var seconds = await fleet.NextIntervalAsync(ArriveWithin, cancellation);
            Console.Error.WriteLine($"bench: interval {interval}: {Figure.Seconds(seconds)}, {Figure.Bytes(ResidentMemory.Of(node.Id).Own)}");
            if (interval > 0) slowest = Math.Max(slowest, seconds);
            // Every interval of every host is one message here: no more of them, and none less.
            if (await TakeAllAsync(broker) is var messages && messages != Hosts) throw new BenchException($"{messages} messages came, not {Hosts}");
        }

        await enough.CancelAsync();
        return (slowest, await watching);
    }

    private static async Task<long> WatchAsync(int process, CancellationToken enough)
    {
        var most = 0L;
        while (!enough.IsCancellationRequested)
        {
            most = Math.Max(most, ResidentMemory.Of(process).Own);
            await Task.Delay(Glance, enough).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        return most;
    }

    private async Task<uint> TakeAllAsync(RabbitMqServer broker)
    {
        await using var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        return await channel.QueuePurgeAsync(Queue, cancellation);
    }
}
