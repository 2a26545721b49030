using Akka.Cluster;
using Steadytrace.Cluster.Joining;
using Steadytrace.Cluster.Tests.Hosting;
using Steadytrace.Testing;

namespace Steadytrace.Cluster.Tests.Joining;

/// <summary>Real clusters that should be one.</summary>
public sealed class TwoClustersTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private readonly int[] _ports = [FreePort.Next(), FreePort.Next(), FreePort.Next()];
    private readonly List<TestNode> _nodes = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.StopAsync();
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_node_that_founded_a_cluster_beside_its_seeds_ends_and_joins_theirs_when_it_is_started_again()
    {
        // Nobody answers yet: as a first seed that is cut off, it founds one by itself.
        var founder = await StartAsync("founder", 1);
        Akka.Cluster.Cluster.Get(founder.System).Join(Akka.Cluster.Cluster.Get(founder.System).SelfAddress);
        await UpAsync(founder, 1);
        var seed = await StartAsync("seed", 0);
        var other = await StartAsync("other", 2);
        await UpAsync(other, 2);

        await founder.System.WhenTerminated.WaitAsync(Soon);

        var again = await StartAsync("founder", 1);
        await UpAsync(again, 3);
        await UpAsync(seed, 3);
    }

    private async Task<TestNode> StartAsync(string host, int number)
    {
        var node = await TestNode.StartAsync(host, NodeRoles.Aggregator, _ports[number], _ports[0], options => options with
        {
            Seeds = new SeedWatchOptions { LookEvery = TimeSpan.FromMilliseconds(300), Looks = 3 },
        });
        _nodes.Add(node);
        return node;
    }

    private static Task UpAsync(TestNode node, int members) => Eventually.HoldsAsync(
        () => Akka.Cluster.Cluster.Get(node.System).State.Members.Count(member => member.Status == MemberStatus.Up) == members, $"a cluster of {members}", Soon);
}
