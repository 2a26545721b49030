using Akka.Actor;
using Steadytrace.Cluster;
using Steadytrace.Cluster.Aggregation;
using Steadytrace.Cluster.Dispatch;
using Steadytrace.Cluster.Node;
using Steadytrace.Metrics;

namespace Steadytrace.Simulation;

/// <summary>A process with the datacenter's singletons: dispatcher, aggregator, and the aggregator's publisher.</summary>
internal sealed class AggregatorNode
{
    private readonly SimulatedCluster _cluster;
    private readonly PartCell _aggregator;
    private readonly PartCell _dispatcher;
    private readonly FailureBoard _failures;
    private readonly VirtualClock _clock;

    public AggregatorNode(SimulatedCluster cluster, SimulatedProcess process)
    {
        (_cluster, Process) = (cluster, process);
        _clock = new VirtualClock(process);
        _failures = new FailureBoard(process.Name, _clock);
        _dispatcher = new PartCell(cluster.Network, process, "dispatcher", context => new DispatcherPart(context, cluster.Plan.Lease, _clock), ActorRefs.Nobody, Ended);
        var publisher = new PartRef(cluster.Network, process, "publisher", (message, sender) =>
        {
            if (Publisher is { } cell) ((PartRef)cell.Self).Receive(message, sender);
        });
        var node = new NodeOptions
        {
            Host = process.Machine.Host, Datacenter = SimulatedCluster.Datacenter, Roles = [NodeRoles.Aggregator], HttpAddress = new Uri("http://127.0.0.1/"), ClusterToken = "token",
            Interval = cluster.Plan.Interval, Aggregator = cluster.Plan.Aggregator with { Publisher = MakePublisher },
        };
        _aggregator = new PartCell(
            cluster.Network, process, "aggregator",
            context => new AggregatorPart(context, node, process.Name, cluster.TracerAt, publisher, _failures, _clock), ActorRefs.Nobody, Ended);
        _dispatcher.Start();
        _aggregator.Start();
        StartPublisher();
    }

    public SimulatedProcess Process { get; }

    public IActorRef Dispatcher => _dispatcher.Self;

    private PartCell? Publisher { get; set; }

    public void TracerUp(Address address) => Tell(_aggregator, new TracerUp(address));

    /// <summary>Another process is gone; the cluster knows it some seconds later.</summary>
    public void Gone(SimulatedProcess process) => Process.After(process.LeavesInOrder ? Process.World.Between(0.1, 1) : Process.World.Between(2, 12), () =>
    {
        Tell(_dispatcher, new NodeGone(process.Address, WasDowned: !process.LeavesInOrder));
        if (process.Name.StartsWith("tracer", StringComparison.Ordinal) && _cluster.TracerAt(process.Address).Equals(ActorRefs.Nobody)) Tell(_aggregator, new TracerGone(process.Address));
    });

    /// <summary>The singletons move to another node in order.</summary>
    public void HandOver()
    {
        Tell(_dispatcher, Steadytrace.Cluster.Messages.HandOver.Instance);
        Tell(_aggregator, Steadytrace.Cluster.Messages.HandOver.Instance);
    }

    private IMetricPublisher MakePublisher() => new SimulatedPublisher(_cluster.Broker, Process, _clock);

    private void StartPublisher()
    {
        Publisher = new PartCell(_cluster.Network, Process, "publisher", context => new PublisherPart(context, MakePublisher, _aggregator.Self, _failures), ActorRefs.Nobody, failure =>
        {
            Publisher = null;
            if (failure is not null) Process.After(Process.World.Between(1, 5), StartPublisher);
        });
        Publisher.Start();
    }

    private void Tell(PartCell cell, object message) => Process.After(TimeSpan.Zero, () => ((PartRef)cell.Self).Receive(message, ActorRefs.Nobody));

    /// <summary>The aggregator has handed over, or a singleton failed: its manager ends the node's part in it.</summary>
    private void Ended(Exception? failure)
    {
        if (failure is null) Publisher?.Stop();
        else Process.Kill($"since a singleton failed: {failure}");
    }
}
