using Akka.Actor;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parts;
using Steadytrace.Cluster.Trust;
using Steadytrace.Metrics.Trust;

namespace Steadytrace.Cluster.Parsing;

/// <summary>The pool's place on its node: the folder in which its workers put what they fetch, and the fetching.</summary>
public sealed class PoolActor : PartActor
{
    private readonly ChunkFetcher _fetcher;
    private readonly string _workDirectory;

    public PoolActor(PoolId id, string datacenter, PoolOptions options, ClusterCredential clusterToken, Authority? authority, IActorRef dispatcher, TimeProvider clock)
        : this(id, datacenter, OnNode(options, id), new ChunkFetcher(OnNode(options, id), clusterToken, authority), dispatcher, clock)
    {
    }

    private PoolActor(PoolId id, string datacenter, PoolOptions options, ChunkFetcher fetcher, IActorRef dispatcher, TimeProvider clock)
        : base(context => new PoolPart(
            context, id, datacenter, options, dispatcher, (lease, pool, cancellation) => ChunkWorker.Start(lease, fetcher, pool, cancellation), clock)) =>
        (_fetcher, _workDirectory) = (fetcher, options.WorkDirectory);

    protected override void PreStart()
    {
        if (Directory.Exists(_workDirectory)) Directory.Delete(_workDirectory, recursive: true);
        base.PreStart();
        Context.ActorSelection("/user/node").Tell(new PartHere(NodePart.Pool, Self));
    }

    protected override void PostStop()
    {
        base.PostStop();
        _fetcher.Dispose();
    }

    /// <summary>Other pools of this machine have folders of their own.</summary>
    private static PoolOptions OnNode(PoolOptions options, PoolId id) =>
        options with { WorkDirectory = Path.Combine(options.WorkDirectory, id.Node.Replace(':', '-')) };
}
