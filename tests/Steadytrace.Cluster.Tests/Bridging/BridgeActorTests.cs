using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Steadytrace.Cluster.Bridging;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Node;
using Steadytrace.Metrics;
using Steadytrace.Metrics.Graphite;
using Steadytrace.Metrics.RabbitMq;
using Steadytrace.Testing.Servers;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tests.Bridging;

/// <summary>A real broker and a real carbon; only the pauses between two tries are the test's.</summary>
public sealed class BridgeActorTests : ActorTests
{
    private const string Datacenter = "lab", Queue = "bridge";
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    /// <summary>Each life of the actor makes one.</summary>
    private readonly ConcurrentQueue<CarbonBridge> _bridges = new();
    private readonly FailureBoard _failures;

    public BridgeActorTests() => _failures = new FailureBoard("laptop:1", Clock);

    [Fact]
    public async Task A_bridge_whose_broker_is_gone_is_told_with_its_failures_and_works_again_when_the_broker_is_back()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        await using var carbon = await CarbonCache.StartNewAsync();
        var options = new RabbitMqOptions { Uri = broker.Uri, RequiredQueues = [Queue], Heartbeat = TimeSpan.FromSeconds(1) };
        Start(options, new CarbonOptions { Port = carbon.PicklePort, Queue = Queue, AcknowledgeAfter = TimeSpan.Zero });
        await PublishAsync(options);
        AwaitCondition(() => _bridges.Last().Messages == 1, Soon);
        Assert.Null(Failure);

        await broker.StopAsync();

        AwaitCondition(() => Failure is not null, Soon);
        var failure = Failure!;
        Assert.Equal(("laptop:1", "bridge", 1, false), (failure.Node, failure.Part, failure.Count, failure.Recovered));
        Assert.Contains(options.BrokerName, failure.LastMessage, StringComparison.Ordinal);
        Assert.Single(_bridges);

        AdvanceUntil(() => Failure is { Count: >= 2 }, "the next try fails too");
        failure = Failure!;
        Assert.Contains($"{options.BrokerName} cannot be reached", failure.LastMessage, StringComparison.Ordinal);
        Assert.False(failure.StaysDown);

        // Somebody else answers at its port, and never says a word: that is no broker that is back.
        var tries = _bridges.Count;
        using (var silent = new TcpListener(IPAddress.Loopback, broker.Uri.Port))
        {
            silent.Start();
            AdvanceUntil(() => _bridges.Count > tries, "the next try");
            using var caller = await silent.AcceptTcpClientAsync();
            for (var second = 0; second < 20; second++) Advance(TimeSpan.FromSeconds(1));
            Settle(await Sys.ActorSelection("/user/bridge/bridge").ResolveOne(Soon));
            Assert.False(Failure!.Recovered);
        }

        await broker.StartAsync();
        await PublishAsync(options);
        AdvanceUntil(() => _bridges.Last().Messages == 1, "a bridge that moves what was published");
        Advance(TimeSpan.FromSeconds(15));
        AwaitAssert(() => Assert.True(Failure is { Recovered: true }));
    }

    private FailureView? Failure => _failures.Recent().SingleOrDefault();

    private void Start(RabbitMqOptions options, CarbonOptions carbon)
    {
        Func<CarbonBridge> make = () =>
        {
            var bridge = new CarbonBridge(options, carbon);
            _bridges.Enqueue(bridge);
            return bridge;
        };
        var failures = _failures;
        Sys.ActorOf(Restarts.WithBackoff(Props.Create(() => new BridgeActor(make, failures)), "bridge", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), Clock), "bridge");
        AwaitCondition(() => !_bridges.IsEmpty, Soon);
    }

    private static async Task PublishAsync(RabbitMqOptions options)
    {
        var start = T0.ToUnixTimeSeconds();
        await using var publisher = new RabbitMqPublisher(options, Datacenter);
        await publisher.ConnectAsync(default);
        await publisher.PublishAsync(
            new MetricBatch(new MetricScope(IntervalLength.OneMinute, "replay", Datacenter, "laptop"), start, [new MetricLine($"1min.replay.events.test.event.{Datacenter}.laptop", 1, start)]), default);
    }
}
