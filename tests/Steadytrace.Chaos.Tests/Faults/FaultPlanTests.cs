using Steadytrace.Chaos.Faults;

namespace Steadytrace.Chaos.Tests.Faults;

public sealed class FaultPlanTests
{
    private static readonly string[] Nodes = ["aggregator-1", "aggregator-2", "aggregator-3", "parser-1", "parser-2", "host-a", "host-b", "bridge"];

    [Fact]
    public void The_same_seed_gives_the_same_plan_and_another_one_another()
    {
        Assert.Equal(Plan(7), Plan(7));
        Assert.NotEqual(Plan(7), Plan(8));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public void However_short_it_is_every_kind_happens_and_every_node_is_killed(int minutes)
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var plan = Plan(seed, minutes);

            Assert.Equal(Enum.GetValues<FaultKind>(), plan.Select(fault => fault.Kind).Distinct().Order());
            Assert.Equal(Nodes.Order(), plan.Where(fault => fault.Kind == FaultKind.Kill).Select(fault => fault.Target).Distinct().Order());
        }
    }

    [Fact]
    public void Nothing_happens_twice_at_once_to_one_target_and_all_is_healed_at_the_end()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            foreach (var target in Plan(seed, 10).GroupBy(fault => fault.Target))
            {
                var faults = target.ToList();
                Assert.All(faults.Zip(faults.Skip(1)), pair => Assert.True(pair.First.At + pair.First.Lasts < pair.Second.At));
                Assert.True(faults[^1].At + faults[^1].Lasts <= TimeSpan.FromMinutes(10));
            }
        }
    }

    private static IReadOnlyList<Fault> Plan(int seed, int minutes = 2) => FaultPlan.Of(seed, TimeSpan.FromMinutes(minutes), Nodes, [.. Nodes, "broker", "carbon"], "broker", "carbon", "host-a", "host-b");
}
