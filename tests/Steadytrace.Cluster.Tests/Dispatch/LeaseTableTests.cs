using Akka.Actor;
using Steadytrace.Cluster.Dispatch;
using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tests.Dispatch;

public sealed class LeaseTableTests
{
    private static readonly TimeSpan Start = TimeSpan.Zero, LeaseEnds = TimeSpan.FromSeconds(30);
    private static readonly HostId Paris = new("paris-1"), Lyon = new("lyon-1"), Nice = new("nice-1");
    private readonly LeaseTable _leases = new(new LeaseOptions { Duration = LeaseEnds, MaxWaiting = 3, BytesPerSecond = 10 });

    [Fact]
    public void A_lease_that_runs_out_goes_to_another_pool()
    {
        _leases.Offer(ChunkOf(Paris, 1));
        _leases.Grant(PoolOn(Paris), Start);

        _leases.Expire(LeaseEnds);

        Assert.Equal(ChunkOf(Paris, 1).Id, _leases.Grant(PoolOn(Lyon), LeaseEnds)?.Offer.Id);
    }

    [Fact]
    public void A_lease_holds_until_its_time_has_come()
    {
        _leases.Offer(ChunkOf(Paris, 1));
        _leases.Grant(PoolOn(Paris), Start);

        Assert.Empty(_leases.Expire(LeaseEnds - TimeSpan.FromTicks(1)));
        Assert.Null(_leases.Grant(PoolOn(Lyon), LeaseEnds));
    }

    [Fact]
    public void A_large_chunk_has_a_longer_lease()
    {
        _leases.Offer(ChunkOf(Paris, 1, bytes: 100));
        _leases.Grant(PoolOn(Paris), Start);

        Assert.Empty(_leases.Expire(LeaseEnds + TimeSpan.FromSeconds(9)));
        Assert.Single(_leases.Expire(LeaseEnds + TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_lease_is_as_long_as_the_pools_own_rate_asks_for()
    {
        _leases.Offer(ChunkOf(Paris, 1, bytes: 100));
        _leases.Grant(PoolOn(Paris), Start, bytesPerSecond: 5);

        // Four times the twenty seconds that its size takes.
        Assert.Empty(_leases.Expire(LeaseEnds + TimeSpan.FromSeconds(79)));
        Assert.Single(_leases.Expire(LeaseEnds + TimeSpan.FromSeconds(80)));
    }

    [Fact]
    public void However_slow_a_pool_is_its_lease_ends()
    {
        _leases.Offer(ChunkOf(Paris, 1, bytes: long.MaxValue));
        _leases.Grant(PoolOn(Paris), Start, bytesPerSecond: 1);

        Assert.Single(_leases.Expire(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_pool_gets_the_chunks_of_its_own_host_first()
    {
        _leases.Offer(ChunkOf(Lyon, 1));
        _leases.Offer(ChunkOf(Paris, 1));

        Assert.Equal(ChunkOf(Paris, 1).Id, _leases.Grant(PoolOn(Paris), Start)?.Offer.Id);
    }

    [Fact]
    public void Hosts_take_turns_at_a_pool_of_another_host()
    {
        _leases.Offer(ChunkOf(Paris, 1));
        _leases.Offer(ChunkOf(Paris, 2));
        _leases.Offer(ChunkOf(Lyon, 1));

        var granted = Enumerable.Range(0, 3).Select(_ => _leases.Grant(PoolOn(Nice), Start)!.Offer.Id.Source.Host);

        Assert.Equal([Paris, Lyon, Paris], granted);
    }

    [Fact]
    public void A_repeated_offer_is_taken_once()
    {
        _leases.Offer(ChunkOf(Paris, 1));

        Assert.True(_leases.Offer(ChunkOf(Paris, 1)));
        Assert.Equal(1, _leases.Waiting);
    }

    [Fact]
    public void An_offer_beyond_the_limit_is_refused()
    {
        for (var number = 1; number <= 3; number++) _leases.Offer(ChunkOf(Paris, number));

        Assert.False(_leases.Offer(ChunkOf(Paris, 4)));
    }

    [Fact]
    public void A_chunk_decided_after_its_lease_ran_out_is_not_leased_again()
    {
        _leases.Offer(ChunkOf(Paris, 1));
        _leases.Grant(PoolOn(Paris), Start);
        _leases.Expire(LeaseEnds);

        _leases.Forget(ChunkOf(Paris, 1).Id);

        Assert.Null(_leases.Grant(PoolOn(Lyon), LeaseEnds));
    }

    [Fact]
    public void A_chunk_given_back_waits_at_the_head_of_its_line()
    {
        _leases.Offer(ChunkOf(Paris, 1));
        _leases.Offer(ChunkOf(Paris, 2));
        var lease = _leases.Grant(PoolOn(Paris), Start)!;

        _leases.End(lease.Offer.Id, lease.Number, returned: true);

        Assert.Equal(ChunkOf(Paris, 1).Id, _leases.Grant(PoolOn(Paris), Start)?.Offer.Id);
    }

    [Fact]
    public void A_chunk_that_was_tried_in_vain_lets_all_others_of_its_host_go_first()
    {
        for (var number = 1; number <= 3; number++) _leases.Offer(ChunkOf(Paris, number));
        var lease = _leases.Grant(PoolOn(Paris), Start)!;

        _leases.End(lease.Offer.Id, lease.Number, returned: true, isTried: true);

        Assert.Equal([2L, 3L, 1L], Enumerable.Range(0, 3).Select(_ => _leases.Grant(PoolOn(Paris), Start)!.Offer.Id.Number));
    }

    [Fact]
    public void A_late_word_on_an_older_lease_changes_nothing()
    {
        _leases.Offer(ChunkOf(Paris, 1));
        var first = _leases.Grant(PoolOn(Paris), Start)!;
        _leases.Expire(LeaseEnds);
        _leases.Grant(PoolOn(Lyon), LeaseEnds);

        _leases.End(first.Offer.Id, first.Number, returned: true);

        Assert.Equal(1, _leases.Leased);
        Assert.Equal(0, _leases.Waiting);
    }

    [Fact]
    public void The_chunks_of_a_node_that_is_gone_wait_again_in_their_order()
    {
        for (var number = 1; number <= 2; number++)
        {
            _leases.Offer(ChunkOf(Paris, number));
            _leases.Grant(PoolOn(Lyon), Start);
        }

        Assert.Equal(2, _leases.Remove(PoolOn(Lyon).Node).Count);

        Assert.Equal([1, 2], Enumerable.Range(0, 2).Select(_ => _leases.Grant(PoolOn(Paris), Start)!.Offer.Id.Number));
    }

    [Fact]
    public void A_pool_that_came_back_as_another_has_lost_its_leases()
    {
        _leases.Offer(ChunkOf(Paris, 1));
        _leases.Grant(PoolOn(Lyon), Start);

        Assert.Empty(_leases.Remove(PoolOn(Lyon).Node, unlessIncarnation: PoolOn(Lyon).Incarnation));
        Assert.Single(_leases.Remove(PoolOn(Lyon).Node, unlessIncarnation: 2));
    }

    [Fact]
    public void A_chunk_offered_again_keeps_its_place_and_its_newest_words()
    {
        _leases.Offer(ChunkOf(Paris, 1));
        _leases.Offer(ChunkOf(Paris, 2));

        _leases.Offer(ChunkOf(Paris, 1) with { Address = "http://paris-1:2/" });

        var lease = _leases.Grant(PoolOn(Lyon), Start)!;
        Assert.Equal((1, "http://paris-1:2/"), (lease.Offer.Id.Number, lease.Offer.Address));
        _leases.Offer(ChunkOf(Paris, 1) with { Address = "http://paris-1:3/" });
        Assert.Equal("http://paris-1:3/", Assert.Single(_leases.Expire(LeaseEnds)).Offer.Address);
    }

    private static ChunkOffer ChunkOf(HostId host, long number, long bytes = 0) => new(
        new ChunkId(new SourceId(host, "ftrace"), Run: 1, number), "test", "1min", 0, 0, 0, [], [new ChunkFile("cpu0.pages", bytes)], "", "", "", ActorRefs.Nobody);

    private static PoolId PoolOn(HostId host) => new($"{host}:9471", host, Incarnation: 1);
}
