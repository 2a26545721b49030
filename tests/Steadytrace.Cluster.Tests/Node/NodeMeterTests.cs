using System.Diagnostics.Metrics;
using Akka.Actor;
using Microsoft.Extensions.Time.Testing;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tests.Node;

/// <summary>The test is the node's actor.</summary>
public sealed class NodeMeterTests : ActorTests
{
    private readonly FakeTimeProvider _time = new();
    private int _asked;

    [Fact]
    public void A_look_tells_what_the_nodes_parts_say_and_asks_them_once()
    {
        Node(new NodeReport(
            "laptop:1", "laptop", "local", "1.0", new PoolReport("laptop:1", new HostId("laptop"), "local", 4, 3, 2, 1_000, 5, 1), [Source("ftrace", 7, "recording"), Source("lttng", null, "paused")], null,
            [new FailureView("laptop:1", "bridge", 3, "no carbon", DateTimeOffset.UnixEpoch, StaysDown: true)]));
        using var meter = new NodeMeter(() => Sys, _time);

        var told = Look();

        Assert.Equal((7, 5, 2, 1), (told["steadytrace.source.recorded ftrace"], told["steadytrace.source.counted ftrace"], told["steadytrace.source.lost ftrace"], told["steadytrace.source.recording ftrace"]));
        Assert.Equal(0, told["steadytrace.source.recording lttng"]);
        Assert.DoesNotContain("steadytrace.source.recorded lttng", told.Keys);
        Assert.Equal((4, 3, 1_000), (told["steadytrace.pool.workers"], told["steadytrace.pool.busy"], told["steadytrace.pool.events"]));
        Assert.Equal(1, told["steadytrace.part.down bridge"]);
        Assert.DoesNotContain(told.Keys, name => name.StartsWith("steadytrace.publisher", StringComparison.Ordinal));
        Assert.Equal(1, _asked);
        _time.Advance(TimeSpan.FromSeconds(2));
        Look();
        Assert.Equal(2, _asked);
    }

    private void Node(NodeReport report)
    {
        Action asked = () => _asked++;
        Sys.ActorOf(Props.Create(() => new Answering(report, asked)), "node");
    }

    private static SourceReport Source(string recorder, long? recorded, string state) =>
        new(new SourceId(new HostId("laptop"), recorder), "local", "laptop:1", state, 1, 2, 1, 100, recorded, 5, 2, 0, 60_000_000_000, [], [], 0, []);

    private static Dictionary<string, long> Look()
    {
        var told = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == NodeMeter.Name) listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => told[tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}"] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return told;
    }

    private sealed class Answering : ReceiveActor
    {
        public Answering(NodeReport report, Action asked) => Receive<NodeReportWanted>(_ =>
        {
            asked();
            Sender.Tell(report);
        });
    }
}
