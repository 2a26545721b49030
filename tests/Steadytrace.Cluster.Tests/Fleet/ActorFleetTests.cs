using Akka.Actor;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tests.Fleet;

/// <summary>A cluster of this node alone; the test says what its parts report.</summary>
public sealed class ActorFleetTests() : ActorTests(
    """
    akka.actor.provider = cluster
    akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
    # Leaving takes timers, and these stand still when the test is over.
    akka.coordinated-shutdown.run-by-actor-system-terminate = off

    """)
{
    [Fact]
    public async Task A_source_lags_by_the_time_that_is_not_published_yet()
    {
        Report(began: -600, undecided: 0, publishedThrough: -90);
        Assert.Equal((T0.AddSeconds(-90), 90), await LagAsync());

        Clock.Advance(TimeSpan.FromSeconds(7.5));

        Assert.Equal((T0.AddSeconds(-90), 97.5), await LagAsync());
    }

    [Fact]
    public async Task A_source_of_which_nothing_was_ever_published_lags_since_its_run_began()
    {
        Report(began: -40, undecided: 2, publishedThrough: null);

        Assert.Equal((null, 40), await LagAsync());
    }

    [Fact]
    public async Task A_source_that_has_nothing_to_be_counted_lags_behind_nothing()
    {
        Report(began: -40, undecided: 0, publishedThrough: null);

        Assert.Equal((null, 0), await LagAsync());
    }

    /// <summary>The tracer's clock may be ahead of the clock of the node that is asked.</summary>
    [Fact]
    public async Task A_source_that_is_published_beyond_the_present_does_not_lag()
    {
        Report(began: -600, undecided: 1, publishedThrough: 3);

        Assert.Equal((T0.AddSeconds(3), 0), await LagAsync());
    }

    private void Report(double began, int undecided, double? publishedThrough)
    {
        var cluster = Akka.Cluster.Cluster.Get(Sys);
        var node = cluster.SelfAddress.NodeName();
        var source = new SourceReport(
            new SourceId(new HostId("laptop"), "ftrace"), "local", node, "recording", Ns(began), Chunks: 3, Undecided: undecided, SpoolBytes: 100, Recorded: 5, Counted: 5, Lost: 0, LostChunks: 0,
            PublishedThroughUnixNs: publishedThrough is { } through ? Ns(through) : null, Waiting: [], Decided: [], LostPackets: 0, LostByCpu: []);
        var report = new NodeReport(node, "laptop", "local", "1.0", Pool: null, [source], Publisher: null, Failures: []);
        Sys.ActorOf(Props.Create(() => new Answering(report)), "node");
        cluster.Join(cluster.SelfAddress);
        AwaitCondition(() => cluster.State.Members.Count == 1, TimeSpan.FromSeconds(20));
    }

    private async Task<(DateTimeOffset? PublishedThrough, double Seconds)> LagAsync()
    {
        var source = Assert.Single((await new ActorFleet(Sys, Clock).ViewAsync(default)).Sources);
        return (source.PublishedThrough, source.LagSeconds);
    }

    private sealed class Answering : ReceiveActor
    {
        public Answering(NodeReport report) => Receive<NodeReportWanted>(_ => Sender.Tell(report));
    }
}
