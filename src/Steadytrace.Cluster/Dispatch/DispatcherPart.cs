using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parts;

namespace Steadytrace.Cluster.Dispatch;

/// <summary>Performs what <see cref="LeaseTable"/> decides, for the tracers and pools of one datacenter.</summary>
public sealed class DispatcherPart : Part
{
    private static readonly TimeSpan ExpiryPeriod = TimeSpan.FromSeconds(1);
    private readonly ILoggingAdapter _log;
    private readonly Dictionary<PoolId, Wish> _wishes = [];
    private readonly LeaseTable _leases;
    private readonly TimeProvider _clock;
    private readonly long _began;

    public DispatcherPart(IPartContext context, LeaseOptions options, TimeProvider clock) : base(context)
    {
        _log = context.Log;
        _leases = new LeaseTable(options);
        _clock = clock;
        _began = clock.GetTimestamp();

        Receive<OfferChunk>(offer =>
        {
            Sender.Tell(new OfferAnswered(offer.Offer.Id, _leases.Offer(offer.Offer)));
            GrantToThoseWhoWait();
        });
        Receive<ChunkDecided>(decided => _leases.Forget(decided.Id));
        Receive<WorkWanted>(wanted =>
        {
            _leases.Remove(wanted.Pool.Node, unlessIncarnation: wanted.Pool.Incarnation);
            _wishes[wanted.Pool] = new Wish(Sender, wanted.Credits);
            GrantToThoseWhoWait();
        });
        Receive<LeaseEnded>(ended =>
        {
            _leases.End(ended.Id, ended.Lease, ended.Returned);
            if (ended.Returned) GrantToThoseWhoWait();
        });
        Receive<ExpireLeases>(_ => ExpireOverdue());
        Receive<NodeGone>(OnNodeGone);
        Receive<HandOver>(_ => Context.Stop());
    }

    private TimeSpan Now => _clock.GetElapsedTime(_began);

    /// <inheritdoc/>
    public override void OnStart() => Context.Every(ExpiryPeriod, ExpireLeases.Instance);

    private void GrantToThoseWhoWait()
    {
        foreach (var (pool, wish) in _wishes.ToList())
        {
            var credits = wish.Credits;
            for (; credits > 0 && _leases.Grant(pool, Now) is { } lease; credits--) wish.Actor.Tell(new ChunkLeased(lease.Number, lease.Offer));
            if (credits > 0) _wishes[pool] = wish with { Credits = credits };
            else _wishes.Remove(pool);
        }
    }

    private void ExpireOverdue()
    {
        foreach (var lease in _leases.Expire(Now))
            _log.Warning("Pool {0} did not finish chunk {1} in time; it waits for another", lease.Pool.Node, lease.Offer.Id);
        GrantToThoseWhoWait();
    }

    private void OnNodeGone(NodeGone gone)
    {
        var node = gone.Node.NodeName();
        foreach (var pool in _wishes.Keys.Where(pool => pool.Node == node).ToList()) _wishes.Remove(pool);
        foreach (var lease in _leases.Remove(node))
        {
            _log.Warning("Pool {0} is gone; chunk {1} waits for another", node, lease.Offer.Id);
            // A node that left in order gave its leases back before; only death counts as a failed try.
            if (gone.WasDowned) lease.Offer.Tracer.Tell(new WorkerDied(lease.Offer.Id, node));
        }

        // Nobody could fetch the bytes of its chunks, and workers would do nothing else.
        var forgotten = _leases.Forget(offer => offer.Tracer.Path.Address.Equals(gone.Node));
        if (forgotten > 0) _log.Warning("Tracer {0} is gone; its {1} chunks wait in its spool", node, forgotten);
        GrantToThoseWhoWait();
    }

    private sealed record Wish(IActorRef Actor, int Credits);

    /// <summary>To itself only; never crosses a wire.</summary>
    private sealed class ExpireLeases : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly ExpireLeases Instance = new();
    }
}
