using Xunit.Abstractions;

namespace Steadytrace.Simulation.Tests;

/// <summary>A whole cluster in one thread, with faults that a seed chooses. <c>tests/simulate.sh --seed S</c> tells every step of a run that failed here.</summary>
public sealed class SimulatedRunTests(ITestOutputHelper output)
{
    /// <summary>The same ones in every test run: whoever breaks a rule sees it, and nobody else sees a failure that is not his.</summary>
    private const int FirstSeed = 1;
    private const int Seeds = 10_000;
    private const int SeedsInShare = 100;
    private const int SeedsLookedAt = 500;

    public static TheoryData<int> Shares => [.. Enumerable.Range(0, Seeds / SeedsInShare).Select(share => FirstSeed + (share * SeedsInShare))];

    [Theory]
    [MemberData(nameof(Shares))]
    public void Whatever_dies_all_that_was_recorded_is_counted_or_declared_lost_and_published_once(int first)
    {
        using var told = new StringWriter();

        var total = RunTotal.Of(Enumerable.Range(first, SeedsInShare), Environment.ProcessorCount, TextWriter.Synchronized(told));

        output.WriteLine(total.ToString());
        Assert.True(total.Failed.Count == 0, $"{total}\n{told}");
        Assert.Equal(SeedsInShare, total.Runs);
    }

    [Fact]
    public void A_seed_gives_the_same_run_each_time()
    {
        foreach (var seed in Enumerable.Range(FirstSeed, 5)) Assert.Equal(LogOf(seed), LogOf(seed));
    }

    [Fact]
    public void Each_kind_of_fault_happens_alone_and_with_others()
    {
        var plans = Enumerable.Range(FirstSeed, SeedsLookedAt).Select(seed => new Plan(new Random(seed)).Faults.ToList()).ToList();

        Assert.All(Enum.GetValues<Fault>(), fault => Assert.Contains(plans, plan => plan.Contains(fault)));
        Assert.Contains(plans, plan => plan.Count == 0);
        Assert.Contains(plans, plan => plan.Count == 1);
        Assert.Contains(plans, plan => plan.Count == Enum.GetValues<Fault>().Length);
    }

    private static string LogOf(int seed)
    {
        using var log = new StringWriter();
        SimulatedRun.Of(seed, log);
        return log.ToString();
    }
}
