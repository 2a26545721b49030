using Steadytrace.Cluster.Joining;

namespace Steadytrace.Cluster.Tests.Joining;

public sealed class OtherClustersTests
{
    private const string Other = "10.0.0.2:9471";
    private static readonly string[] Seeds = [Other, "10.0.0.3:9471"];
    private readonly OtherClusters _others = new(looks: 3);

    [Fact]
    public void Only_seeds_that_are_no_members_are_asked()
    {
        Assert.Equal(["10.0.0.3:9471"], _others.Look(Seeds, Sees(Other)));
    }

    [Fact]
    public void Who_is_no_member_itself_asks_nobody()
    {
        Assert.Empty(_others.Look(Seeds, Sees() with { IsUp = false }));
    }

    [Fact]
    public void The_smaller_gives_way_after_so_many_looks_and_not_before()
    {
        Look(2, Sees());
        Assert.False(_others.GivesWay(Other, Sees(), 2, Other));

        Look(1, Sees());
        Assert.True(_others.GivesWay(Other, Sees(), 2, Other));
    }

    [Fact]
    public void The_larger_stays()
    {
        var sight = Sees("10.0.0.8:9471", "10.0.0.9:9471");
        Look(3, sight);

        Assert.False(_others.GivesWay(Other, sight, 2, "10.0.0.0:9471"));
    }

    [Theory]
    [InlineData("10.0.0.0:9471", true)]
    [InlineData("10.0.0.2:9471", false)]
    public void Of_two_equals_the_one_with_the_lower_address_stays(string first, bool givesWay)
    {
        Look(3, Sees());

        Assert.Equal(givesWay, _others.GivesWay(Other, Sees(), 1, first));
    }

    [Fact]
    public void A_seed_that_became_a_member_meanwhile_begins_anew()
    {
        Look(2, Sees());
        Look(1, Sees(Other));
        Assert.False(_others.GivesWay(Other, Sees(Other), 5, Other));

        Look(2, Sees());
        Assert.False(_others.GivesWay(Other, Sees(), 5, Other));
    }

    [Fact]
    public void Looks_of_a_node_that_was_no_member_do_not_count()
    {
        Look(2, Sees());
        Look(1, Sees() with { IsUp = false });
        Look(1, Sees());

        Assert.False(_others.GivesWay(Other, Sees(), 5, Other));
    }

    private void Look(int times, ClusterSight sight)
    {
        for (var i = 0; i < times; i++) _others.Look(Seeds, sight);
    }

    private static ClusterSight Sees(params string[] others) => new(true, others.Append("10.0.0.1:9471").ToHashSet(), others.Length + 1, "10.0.0.1:9471");
}
