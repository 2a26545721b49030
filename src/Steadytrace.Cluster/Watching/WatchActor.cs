using Akka.Actor;
using Akka.Cluster;
using Steadytrace.Cluster.Parts;

namespace Steadytrace.Cluster.Watching;

/// <summary>The watch's place among the actors.</summary>
public sealed class WatchActor(WatchOptions options, TimeProvider clock) : PartActor(context => new WatchPart(context, options, Tracers(Context.System), clock))
{
    private static Func<IReadOnlyList<TracerNode>> Tracers(ActorSystem system)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        return () =>
        [
            .. cluster.State.Members.Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving && member.HasRole(NodeRoles.Tracer))
                .Select(member => new TracerNode(member.Address.NodeName(), system.ActorSelection(new RootActorPath(member.Address) / "user" / "node"))),
        ];
    }
}
