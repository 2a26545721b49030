using Akka.Actor;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Parts;
using Steadytrace.Cluster.Trust;
using Steadytrace.Metrics.Trust;
using Steadytrace.Traces;

namespace Steadytrace.Cluster.Parsing;

/// <summary>The pool's place on its node: the folder in which its workers put what they fetch, and the fetching.</summary>
public sealed class PoolActor : PartActor
{
    private readonly ChunkFetcher _fetcher;
    private readonly CountingMarks _marks;
    private readonly FailureBoard _failures;
    private readonly string _workDirectory;

    /// <param name="id">The pool.</param>
    /// <param name="datacenter">Its datacenter.</param>
    /// <param name="options">The pool's.</param>
    /// <param name="clusterToken">The credential for chunk bytes.</param>
    /// <param name="authority">Who signs the certificates of the fleet's nodes; null: the fleet has no TLS.</param>
    /// <param name="dispatcher">Of its datacenter.</param>
    /// <param name="elsewhere">Of the datacenters that it helps, by their names.</param>
    /// <param name="failures">This node's.</param>
    /// <param name="clock">The time.</param>
    public PoolActor(
        PoolId id, string datacenter, PoolOptions options, ClusterCredential clusterToken, Authority? authority, IActorRef dispatcher, IReadOnlyDictionary<string, IActorRef> elsewhere, FailureBoard failures,
        TimeProvider clock)
        : this(
            id, datacenter, OnNode(options, id), new ChunkFetcher(OnNode(options, id), clusterToken, authority), new CountingMarks(OnNode(options, id).WorkDirectory), dispatcher, elsewhere, failures, clock)
    {
    }

    private PoolActor(
        PoolId id, string datacenter, PoolOptions options, ChunkFetcher fetcher, CountingMarks marks, IActorRef dispatcher, IReadOnlyDictionary<string, IActorRef> elsewhere, FailureBoard failures, TimeProvider clock)
        : base(context => new PoolPart(
            context, id, datacenter, options, dispatcher, new ChunkWorker(fetcher, marks, options, TraceCounter.Count).Start, clock, elsewhere, marks.TakeDeaths(Context.System), failures)) =>
        (_fetcher, _marks, _failures, _workDirectory) = (fetcher, marks, failures, options.WorkDirectory);

    protected override void PreStart()
    {
        if (Directory.Exists(_workDirectory)) Directory.Delete(_workDirectory, recursive: true);
        base.PreStart();
        _failures.Clear(NodeActor.PoolPart);
        Context.ActorSelection("/user/node").Tell(new PartHere(NodePart.Pool, Self));
    }

    protected override void PostStop()
    {
        base.PostStop();
        _marks.Clear();
        _fetcher.Dispose();
    }

    protected override void OnReceive(object message)
    {
        base.OnReceive(message);
        // What is given back now is counted by others, and this process ends in order.
        if (message is DrainPool) _marks.Clear();
    }

    /// <summary>Other pools of this machine have folders of their own.</summary>
    private static PoolOptions OnNode(PoolOptions options, PoolId id) =>
        options with { WorkDirectory = Path.Combine(options.WorkDirectory, options.WorkName ?? id.Node.Replace(':', '-')) };
}
