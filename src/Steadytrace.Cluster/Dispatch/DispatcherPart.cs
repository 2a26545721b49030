using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parts;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Dispatch;

/// <summary>Performs what <see cref="LeaseTable"/> decides, for the tracers and pools of one datacenter.</summary>
public sealed class DispatcherPart : Part
{
    private static readonly TimeSpan ExpiryPeriod = TimeSpan.FromSeconds(1);
    private readonly ILoggingAdapter _log;
    private readonly PoolWishes _wishes = new();
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
            Grant(offer.Offer.Id.Source.Host);
        });
        Receive<ChunkDecided>(decided => _leases.Forget(decided.Id));
        Receive<WorkWanted>(wanted =>
        {
            _leases.Remove(wanted.Pool.Node, unlessIncarnation: wanted.Pool.Incarnation);
            _wishes.Set(new PoolWish(wanted.Pool, Sender, wanted.Credits, wanted.IsElsewhere, wanted.BytesPerSecond));
            Grant(wanted.Pool.Host);
        });
        Receive<LeaseEnded>(ended =>
        {
            _leases.End(ended.Id, ended.Lease, ended.Returned, ended.IsTried);
            if (ended.Returned) Grant(ended.Id.Source.Host);
        });
        Receive<ExpireLeases>(_ => ExpireOverdue());
        Receive<NodeGone>(OnNodeGone);
        Receive<HandOver>(_ => Context.Stop());
    }

    private TimeSpan Now => _clock.GetElapsedTime(_began);

    /// <inheritdoc/>
    public override void OnStart() => Context.Every(ExpiryPeriod, ExpireLeases.Instance);

    /// <summary>Something has changed for this host, and it alone: before, nothing waited that anybody had a free worker for.</summary>
    private void Grant(HostId host)
    {
        // Bytes that lie on a pool's own disk need no network.
        while (_leases.Waits(host) && _wishes.TryOwn(host, out var own)) Grant(own);
        while (_leases.Waiting > 0 && _wishes.TryAny(out var any)) Grant(any);
    }

    private void GrantToThoseWhoWait()
    {
        foreach (var host in _leases.WaitingHosts.ToList()) Grant(host);
    }

    private void Grant(PoolWish wish)
    {
        var lease = _leases.Grant(wish.Pool, Now, wish.BytesPerSecond)!;
        _wishes.Use(wish);
        wish.Actor.Tell(new ChunkLeased(lease.Number, lease.Offer));
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
        _wishes.Remove(node);
        // No failed try of them: from here a death and a cut link look alike. A pool that died tells it when it is back.
        foreach (var lease in _leases.Remove(node)) _log.Warning("Pool {0} {1}; chunk {2} waits for another", node, gone.WasDowned ? "is lost" : "has left", lease.Offer.Id);

        // Nobody could fetch the bytes of its chunks, and workers would do nothing else.
        var forgotten = _leases.Forget(offer => offer.Tracer.Path.Address.Equals(gone.Node));
        if (forgotten > 0) _log.Warning("Tracer {0} is gone; its {1} chunks wait in its spool", node, forgotten);
        GrantToThoseWhoWait();
    }

    /// <summary>To itself only; never crosses a wire.</summary>
    private sealed class ExpireLeases : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly ExpireLeases Instance = new();
    }
}
