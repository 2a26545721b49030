using Akka.Actor;
using Akka.Cluster;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Parts;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>The aggregator's place in the cluster: knows its members, and holds the publisher.</summary>
public sealed class AggregatorActor : PartActor
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly string _datacenter;

    public AggregatorActor(NodeOptions node, FailureBoard failures, TimeProvider clock) : base(context => Make(context, node, failures, clock)) =>
        _datacenter = node.Datacenter;

    private static AggregatorPart Make(IPartContext context, NodeOptions node, FailureBoard failures, TimeProvider clock)
    {
        var (system, self, options) = (Context.System, context.Self, node.Aggregator);
        var publisher = options.Publisher is { } make
            ? Context.ActorOf(Restarts.WithBackoff(Props.Create(() => new PublisherActor(make, self, failures)), "connection", options.MinBackoff, options.MaxBackoff, clock), "publisher")
            : ActorRefs.Nobody;
        return new AggregatorPart(
            context, node, Akka.Cluster.Cluster.Get(system).SelfAddress.NodeName(), address => system.ActorSelection(new RootActorPath(address) / "user" / "tracer"),
            publisher, failures, clock);
    }

    protected override void PreStart()
    {
        base.PreStart();
        _cluster.Subscribe(Self, typeof(ClusterEvent.IMemberEvent));
        Context.ActorSelection("/user/node").Tell(new PartHere(NodePart.Aggregator, Self));
    }

    protected override void PostStop()
    {
        base.PostStop();
        _cluster.Unsubscribe(Self);
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.CurrentClusterState state:
                foreach (var member in state.Members.Where(member => member.Status == MemberStatus.Up)) Joined(member);
                break;
            case ClusterEvent.MemberUp up:
                Joined(up.Member);
                break;
            case ClusterEvent.MemberRemoved removed:
                base.OnReceive(new TracerGone(removed.Member.Address));
                break;
            case ClusterEvent.IMemberEvent:
                break;
            default:
                base.OnReceive(message);
                break;
        }
    }

    private void Joined(Member member)
    {
        if (member.HasRole(NodeRoles.Tracer) && member.HasRole(NodeRoles.OfDatacenter(_datacenter))) base.OnReceive(new TracerUp(member.Address));
    }
}
