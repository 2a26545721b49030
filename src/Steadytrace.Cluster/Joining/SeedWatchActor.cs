using Akka.Actor;
using Akka.Cluster;
using Steadytrace.Cluster.Parts;

namespace Steadytrace.Cluster.Joining;

/// <summary>The seed watch's place among the actors.</summary>
public sealed class SeedWatchActor(SeedWatchOptions options) : PartActor(context => Make(context, Context.System, options))
{
    /// <summary>Its name below <c>/user</c>.</summary>
    public const string Name = "seeds";

    private static SeedWatchPart Make(IPartContext context, ActorSystem system, SeedWatchOptions options)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        var seeds = cluster.Settings.SeedNodes.Distinct().ToDictionary(seed => seed.NodeName(), ICanTell (seed) => system.ActorSelection(new RootActorPath(seed) / "user" / Name));
        return new SeedWatchPart(context, cluster.SelfAddress.NodeName(), options, seeds, () => SightOf(cluster), _ => CoordinatedShutdown.Get(system).Run(GaveWay.Instance));
    }

    private static ClusterSight SightOf(Akka.Cluster.Cluster cluster)
    {
        var state = cluster.State;
        var reachable = state.Members.Except(state.Unreachable).Select(member => member.Address.NodeName()).ToList();
        return new ClusterSight(
            cluster.SelfMember.Status == MemberStatus.Up, state.Members.Select(member => member.Address.NodeName()).ToHashSet(), reachable.Count, reachable.Min(StringComparer.Ordinal) ?? "");
    }

    /// <summary>Why the node ends.</summary>
    private sealed class GaveWay : CoordinatedShutdown.Reason
    {
        public static readonly GaveWay Instance = new();

        public override int ExitCode => 0;
    }
}
