using Akka.Cluster;
using Steadytrace.Cluster.Parts;

namespace Steadytrace.Cluster.Dispatch;

/// <summary>The dispatcher's place in the cluster: knows who leaves it.</summary>
public sealed class DispatcherActor(LeaseOptions options, TimeProvider clock) : PartActor(context => new DispatcherPart(context, options, clock))
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    protected override void PreStart()
    {
        base.PreStart();
        _cluster.Subscribe(Self, typeof(ClusterEvent.MemberRemoved));
    }

    protected override void PostStop()
    {
        base.PostStop();
        _cluster.Unsubscribe(Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.MemberRemoved removed:
                base.OnReceive(new NodeGone(removed.Member.Address, removed.PreviousStatus == MemberStatus.Down));
                break;
            case ClusterEvent.IMemberEvent or ClusterEvent.CurrentClusterState:
                break;
            default:
                base.OnReceive(message);
                break;
        }
    }
}
