using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Dispatch;

/// <summary>Which pool holds which chunk, until when. Knows no actor and no clock: every method takes the time.</summary>
/// <remarks>
/// <para>A chunk is in exactly one place: waiting, leased, or gone. It goes only when its tracer has decided it; a lease that runs out, is given
/// back untried, or whose pool died puts it back at the head of its host's line, since its interval waits for it. The table is only a memory aid: tracers
/// offer every undecided chunk again and again, so a dispatcher that starts empty knows all of them within seconds, and a chunk that is leased
/// twice is still decided once.</para>
/// <para>Fair: a pool serves its own host first, whose bytes need no network; else the hosts take turns, so that one storm does not starve the
/// others.</para>
/// </remarks>
public sealed class LeaseTable(LeaseOptions options)
{
    private readonly Dictionary<ChunkId, Lease> _leased = [];
    private readonly Dictionary<ChunkId, LinkedListNode<ChunkOffer>> _waiting = [];
    private readonly Dictionary<HostId, LinkedList<ChunkOffer>> _lines = [];
    private readonly LinkedList<HostId> _turns = [];
    private long _lastLease;

    public int Waiting => _waiting.Count;

    public int Leased => _leased.Count;

    /// <summary>True when a chunk of this host waits.</summary>
    public bool Waits(HostId host) => _lines.ContainsKey(host);

    /// <summary>Takes a chunk in, or tells that it is here. Offered again it keeps its place; who wants the tally may have changed.</summary>
    /// <returns>False when too many wait: the tracer offers it again later.</returns>
    public bool Offer(ChunkOffer offer)
    {
        if (_waiting.TryGetValue(offer.Id, out var waiting))
        {
            waiting.Value = offer;
            return true;
        }

        if (_leased.TryGetValue(offer.Id, out var leased))
        {
            _leased[offer.Id] = leased with { Offer = offer };
            return true;
        }

        if (_waiting.Count >= options.MaxWaiting) return false;
        Wait(offer, atHead: false);
        return true;
    }

    /// <summary>Hosts whose chunks wait, the one whose turn it is first.</summary>
    public IEnumerable<HostId> WaitingHosts => _turns;

    /// <summary>Leases a waiting chunk to a pool, one of its own host if there is one; null when none waits.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="now">Monotonic.</param>
    /// <param name="bytesPerSecond">What one of its workers counts in a second, as measured; 0 where nobody knows.</param>
    public Lease? Grant(PoolId pool, TimeSpan now, long bytesPerSecond = 0)
    {
        var host = _lines.ContainsKey(pool.Host) ? pool.Host : _turns.First?.Value;
        if (host is not { } line) return null;

        var offer = _lines[line].First!.Value;
        StopWaiting(offer.Id);
        if (_turns.Remove(line)) _turns.AddLast(line);
        var lease = new Lease(++_lastLease, offer, pool, now + DurationOf(offer, bytesPerSecond));
        _leased.Add(offer.Id, lease);
        return lease;
    }

    /// <summary>A pool that is slower than it was measured, by the margin, is still trusted to come to an end.</summary>
    private TimeSpan DurationOf(ChunkOffer offer, long bytesPerSecond)
    {
        var seconds = bytesPerSecond > 0 ? options.RateMargin * (double)offer.Bytes / bytesPerSecond : (double)offer.Bytes / options.BytesPerSecond;
        var most = options.MaxDuration > options.Duration ? options.MaxDuration : options.Duration;
        return seconds < (most - options.Duration).TotalSeconds ? options.Duration + TimeSpan.FromSeconds(seconds) : most;
    }

    /// <summary>Its tracer has decided it.</summary>
    public void Forget(ChunkId id)
    {
        _leased.Remove(id);
        StopWaiting(id);
    }

    /// <summary>
    /// The pool is done with it. A chunk given back uncounted waits again, at the end of its host's line where it was tried in vain: tried again and again it would keep all
    /// others waiting. Else its tracer says what comes next.
    /// </summary>
    public void End(ChunkId id, long lease, bool returned, bool isTried = false)
    {
        if (!_leased.TryGetValue(id, out var held) || held.Number != lease) return;
        _leased.Remove(id);
        if (returned) Wait(held.Offer, atHead: !isTried);
    }

    /// <summary>Puts back the chunks whose lease ran out, and returns them. That is no failed try: the pool may only be slow or cut off.</summary>
    public IReadOnlyList<Lease> Expire(TimeSpan now) => PutBack(lease => lease.Until <= now);

    /// <summary>Puts back the chunks of pools on a node that is gone, or of an earlier life of it, and returns them.</summary>
    public IReadOnlyList<Lease> Remove(string node, long? unlessIncarnation = null) =>
        PutBack(lease => lease.Pool.Node == node && lease.Pool.Incarnation != unlessIncarnation);

    /// <summary>Their tracer is gone: it offers them again when it is back.</summary>
    /// <returns>How many there were.</returns>
    public int Forget(Func<ChunkOffer, bool> which)
    {
        var gone = _waiting.Values.Select(node => node.Value).Concat(_leased.Values.Select(lease => lease.Offer)).Where(which).Select(offer => offer.Id).ToList();
        gone.ForEach(Forget);
        return gone.Count;
    }

    private List<Lease> PutBack(Func<Lease, bool> which)
    {
        var back = _leased.Values.Where(which).OrderByDescending(lease => lease.Number).ToList();
        foreach (var lease in back)
        {
            _leased.Remove(lease.Offer.Id);
            Wait(lease.Offer, atHead: true);
        }

        return back;
    }

    private void Wait(ChunkOffer offer, bool atHead)
    {
        var host = offer.Id.Source.Host;
        if (!_lines.TryGetValue(host, out var line))
        {
            _lines.Add(host, line = []);
            _turns.AddLast(host);
        }

        _waiting.Add(offer.Id, atHead ? line.AddFirst(offer) : line.AddLast(offer));
    }

    private void StopWaiting(ChunkId id)
    {
        if (!_waiting.Remove(id, out var node)) return;
        var line = node.List!;
        line.Remove(node);
        if (line.Count > 0) return;
        _lines.Remove(id.Source.Host);
        _turns.Remove(id.Source.Host);
    }
}
