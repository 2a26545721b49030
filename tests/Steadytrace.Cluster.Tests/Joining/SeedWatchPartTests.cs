using Akka.Actor;
using Akka.TestKit;
using Steadytrace.Cluster.Joining;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parts;

namespace Steadytrace.Cluster.Tests.Joining;

public sealed class SeedWatchPartTests : ActorTests
{
    private const string Node = "10.0.0.1:9471", Seed = "10.0.0.2:9471";
    private readonly TestProbe _seed, _end;
    private readonly IActorRef _watch;
    private ClusterSight _sight = new(true, new HashSet<string> { Node }, 1, Node);

    public SeedWatchPartTests()
    {
        (_seed, _end) = (CreateTestProbe(), CreateTestProbe());
        _watch = Sys.ActorOf(Props.Create(() => new Host(this)));
        // Its timer is there before time goes on.
        Settle(_watch);
    }

    [Fact]
    public void A_node_whose_seed_is_in_a_larger_cluster_ends_once()
    {
        for (var look = 0; look < 2; look++)
        {
            Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(new MembershipWanted(Node), _seed.ExpectMsg<MembershipWanted>());
            _watch.Tell(new MembershipTold(Seed, 3, Seed), _seed);
        }

        Assert.Contains(Seed, _end.ExpectMsg<string>(), StringComparison.Ordinal);
        _watch.Tell(new MembershipTold(Seed, 3, Seed), _seed);
        Settle(_watch);
        Assert.False(_end.HasMessages);
    }

    [Fact]
    public void Only_seeds_are_believed()
    {
        for (var look = 0; look < 3; look++)
        {
            Advance(TimeSpan.FromSeconds(10));
            _seed.ExpectMsg<MembershipWanted>();
            _watch.Tell(new MembershipTold("10.0.0.7:9471", 30, "10.0.0.0:9471"), _seed);
        }

        Settle(_watch);
        Assert.False(_end.HasMessages);
    }

    [Fact]
    public void A_stranger_is_told_of_this_cluster()
    {
        _watch.Tell(new MembershipWanted("10.0.0.9:9471"), _seed);

        Assert.Equal(new MembershipTold(Node, 1, Node), _seed.ExpectMsg<MembershipTold>());
    }

    [Fact]
    public void A_member_that_does_not_know_it_is_not_answered_nor_is_anybody_by_a_node_without_a_cluster()
    {
        _watch.Tell(new MembershipWanted(Node), _seed);
        Settle(_watch);
        _sight = _sight with { IsUp = false };
        _watch.Tell(new MembershipWanted("10.0.0.9:9471"), _seed);
        Settle(_watch);

        Assert.False(_seed.HasMessages);
    }

    private sealed class Host(SeedWatchPartTests test) : PartActor(context => new SeedWatchPart(
        context, Node, new SeedWatchOptions { Looks = 2 }, new Dictionary<string, ICanTell> { [Node] = ActorRefs.Nobody, [Seed] = test._seed.Ref }, () => test._sight, reason => test._end.Ref.Tell(reason)));
}
