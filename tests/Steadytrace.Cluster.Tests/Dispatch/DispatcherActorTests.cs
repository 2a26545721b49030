using Akka.Actor;
using Akka.Cluster;
using Akka.TestKit;
using Steadytrace.Cluster.Dispatch;
using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tests.Dispatch;

public sealed class DispatcherActorTests : ClusterActorTests
{
    private static readonly PoolId Lyon = new("lyon-1:9471", new HostId("lyon-1"), Incarnation: 1), Nice = new("nice-1:9471", new HostId("nice-1"), Incarnation: 1),
        Paris = new("paris-1:9471", new HostId("paris-1"), Incarnation: 1);
    private readonly TestProbe _tracer;
    private readonly TestProbe _pool;
    private readonly TestProbe _other;
    private readonly IActorRef _dispatcher;

    public DispatcherActorTests()
    {
        (_tracer, _pool, _other) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var options = new LeaseOptions { Duration = TimeSpan.FromSeconds(30), MaxWaiting = 2 };
        _dispatcher = Sys.ActorOf(Props.Create(() => new DispatcherActor(options, Clock)));
    }

    [Fact]
    public void A_pool_that_waits_gets_the_chunk_as_soon_as_it_is_offered_and_no_more_than_it_asked_for()
    {
        Wants(Lyon, 1, _pool);

        Offer(0);
        Offer(1);

        Assert.Equal(0, _pool.ExpectMsg<ChunkLeased>().Offer.Id.Number);
        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void What_a_pool_says_last_replaces_what_it_said_before()
    {
        Wants(Lyon, 5, _pool);
        Wants(Lyon, 0, _pool);

        Offer(0);

        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_chunk_goes_to_the_pool_on_its_own_host_though_another_has_waited_longer()
    {
        Wants(Lyon, 1, _pool);
        Wants(Paris, 1, _other);

        Offer(0);
        Offer(1);

        Assert.Equal(0, _other.ExpectMsg<ChunkLeased>().Offer.Id.Number);
        Assert.Equal(1, _pool.ExpectMsg<ChunkLeased>().Offer.Id.Number);
    }

    [Fact]
    public void A_pool_that_was_made_anew_gets_the_chunks_and_the_one_before_it_none()
    {
        Wants(Lyon, 1, _pool);
        Wants(Lyon with { Incarnation = 2 }, 1, _other);

        Offer(0);

        _other.ExpectMsg<ChunkLeased>();
        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Pools_take_turns()
    {
        Wants(Lyon, 2, _pool);
        Wants(Nice, 1, _other);

        Offer(0);
        Offer(1);

        Assert.Equal(0, _pool.ExpectMsg<ChunkLeased>().Offer.Id.Number);
        Assert.Equal(1, _other.ExpectMsg<ChunkLeased>().Offer.Id.Number);
    }

    [Fact]
    public void A_pool_of_another_datacenter_gets_a_chunk_only_when_none_here_is_free()
    {
        _dispatcher.Tell(new WorkWanted(Lyon, 2) { IsElsewhere = true }, _pool);
        Wants(Nice, 1, _other);

        Offer(0);
        Offer(1);

        Assert.Equal(0, _other.ExpectMsg<ChunkLeased>().Offer.Id.Number);
        Assert.Equal(1, _pool.ExpectMsg<ChunkLeased>().Offer.Id.Number);
    }

    [Fact]
    public void One_chunk_too_many_is_refused()
    {
        Assert.True(Offer(0));
        Assert.True(Offer(1));
        Assert.False(Offer(2));
        Assert.True(Offer(1));
    }

    [Fact]
    public void A_lease_that_runs_out_goes_to_another_pool_and_is_no_failed_try()
    {
        Offer(0);
        Wants(Lyon, 1, _pool);
        _pool.ExpectMsg<ChunkLeased>();
        Wants(Nice, 1, _other);

        Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(0, _other.ExpectMsg<ChunkLeased>().Offer.Id.Number);
        _tracer.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_pool_that_says_how_slow_its_workers_are_has_the_time_that_a_large_chunk_takes_them()
    {
        _dispatcher.Tell(new WorkWanted(Lyon, 1) { BytesPerSecond = 1 << 20 }, _pool);
        Offer(0, bytes: 100 << 20);
        _pool.ExpectMsg<ChunkLeased>();
        Wants(Nice, 1, _other);

        // Four times the hundred seconds that its size takes, besides the thirty that any chunk has.
        Advance(TimeSpan.FromSeconds(429));
        Settle(_dispatcher);
        _other.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, _other.ExpectMsg<ChunkLeased>().Offer.Id.Number);
    }

    [Theory]
    [InlineData(MemberStatus.Down)]
    [InlineData(MemberStatus.Exiting)]
    public void A_pool_that_is_gone_loses_its_leases_and_no_chunk_is_held_to_be_at_fault(MemberStatus before)
    {
        Offer(0);
        Wants(Lyon, 1, _pool);
        _pool.ExpectMsg<ChunkLeased>();
        Wants(Nice, 1, _other);

        _dispatcher.Tell(Removed("lyon-1", 9471, before));

        _other.ExpectMsg<ChunkLeased>();
        _tracer.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_chunk_given_back_goes_to_whoever_waits()
    {
        Offer(0);
        Wants(Lyon, 1, _pool);
        var lease = _pool.ExpectMsg<ChunkLeased>();
        Wants(Nice, 1, _other);

        _dispatcher.Tell(new LeaseEnded(lease.Offer.Id, lease.Lease, Returned: true));

        _other.ExpectMsg<ChunkLeased>();
    }

    [Fact]
    public void A_decided_chunk_is_given_to_nobody()
    {
        Offer(0);
        _dispatcher.Tell(new ChunkDecided(Chunk(0).Id));

        Wants(Lyon, 1, _pool);

        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_tracer_that_was_made_anew_gets_the_tally_of_the_chunk_that_it_offers_again()
    {
        Offer(0);
        var anew = CreateTestProbe();
        _dispatcher.Tell(new OfferChunk(Chunk(0) with { Tracer = anew.Ref }), anew);

        Wants(Lyon, 1, _pool);

        Assert.Equal(anew.Ref, _pool.ExpectMsg<ChunkLeased>().Offer.Tracer);
    }

    [Fact]
    public void Chunks_of_a_tracer_that_is_gone_are_forgotten_until_it_offers_them_again()
    {
        var remote = ((ExtendedActorSystem)Sys).Provider.ResolveActorRef("akka.tcp://steadytrace@paris-1:9471/user/tracer");
        _dispatcher.Tell(new OfferChunk(Chunk(0) with { Tracer = remote }), _tracer);
        Assert.True(_tracer.ExpectMsg<OfferAnswered>().Accepted);

        _dispatcher.Tell(Removed("paris-1", 9471, MemberStatus.Down));
        Wants(Lyon, 1, _pool);

        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void It_stops_at_once_when_it_moves_to_another_node()
    {
        Watch(_dispatcher);
        _dispatcher.Tell(HandOver.Instance);
        ExpectTerminated(_dispatcher);
    }

    private bool Offer(long number, long bytes = 10)
    {
        _dispatcher.Tell(new OfferChunk(Chunk(number, bytes)), _tracer);
        return _tracer.ExpectMsg<OfferAnswered>().Accepted;
    }

    private void Wants(PoolId pool, int credits, TestProbe probe) => _dispatcher.Tell(new WorkWanted(pool, credits), probe);

    private ChunkOffer Chunk(long number, long bytes = 10) => new(
        new ChunkId(new SourceId(new HostId("paris-1"), "ftrace"), Run: 1, number), "test", "1min", 0, 0, 0, [], [new ChunkFile("cpu0.pages", bytes)], "", "", "", _tracer.Ref);
}
