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

    [Fact]
    public void Kinds_that_are_asked_for_all_happen_and_no_others()
    {
        foreach (var seed in Enumerable.Range(FirstSeed, 5)) Assert.Equal([Fault.AggregatorCutOff, Fault.LinksCut], new Plan(new Random(seed), [Fault.LinksCut, Fault.AggregatorCutOff]).Faults);
    }

    [Fact]
    public void So_many_kinds_as_are_asked_for_happen_others_in_each_run_and_the_same_in_the_next_of_its_seed()
    {
        var chosen = Enumerable.Range(FirstSeed, 200).Select(seed => Plan.Choose(seed, 6)).ToList();

        Assert.All(chosen, kinds => Assert.Equal(6, kinds.Distinct().Count()));
        Assert.Equal(Enum.GetValues<Fault>(), chosen.SelectMany(kinds => kinds).Distinct().Order());
        Assert.Equal(chosen[0], Plan.Choose(FirstSeed, 6));
    }

    /// <summary>
    /// What it took many seeds to find: a term that could not hear a tracer published over what a former one had published of it, or went on where that one had
    /// left off; a start that nobody lived to see; a dead tracer's last word after its successor's first; a source that was refused and followed a dead term; a
    /// claim of an interval whose counts are declared lost in another; a gap that was none any more; a host without a run before another of its name;
    /// a dead host that kept all workers waiting; a predecessor that woke up, and published what was older.
    /// </summary>
    [Theory]
    [InlineData(466, Fault.TracerEnded, Fault.AggregatorCutOff, Fault.LinksCut, Fault.SmallSpool)]
    [InlineData(2363, Fault.TracerEnded, Fault.AggregatorCutOff, Fault.LinksCut, Fault.SmallSpool)]
    [InlineData(321_670)]
    [InlineData(324_745)]
    [InlineData(332_955)]
    [InlineData(241, Fault.RecorderFails, Fault.RecorderDies, Fault.RecorderCommanded, Fault.ClockStepsBack, Fault.TracerKilledAtAStep)]
    [InlineData(1225, Fault.ClockStepsForward, Fault.BrokerHangs, Fault.AggregatorFrozen, Fault.RecorderDies, Fault.ClockStepsBack, Fault.TracerKilledAtAStep)]
    [InlineData(26_093, Fault.PoolScaled, Fault.HostNamedTwice, Fault.RecorderDies, Fault.ChunkUnreadable, Fault.AggregatorCutOff, Fault.TracerRestartedInOrder)]
    [InlineData(39_340, Fault.MessagesLate, Fault.PowerLost, Fault.AggregatorCutOff, Fault.ClockStepsBack, Fault.AggregatorKilledAtAStep, Fault.PoolKilled)]
    [InlineData(8293, Fault.AggregatorCutOff, Fault.BrokerDown, Fault.TracerKilledAtAStep, Fault.MessagesLost, Fault.PoolScaled, Fault.LinksCut)]
    [InlineData(14_231, Fault.AggregatorKilled, Fault.MessagesRepeated, Fault.ChunkUnreadable, Fault.TracerKilledAtAStep, Fault.TracerRestartedInOrder, Fault.BrokerLinkLost)]
    [InlineData(34_047, Fault.HostGone, Fault.MessagesLost, Fault.TracerKilledAtAStep, Fault.AggregatorKilledAtAStep, Fault.PoolScaled, Fault.SmallSpool)]
    [InlineData(45_288, Fault.DiskSlow, Fault.AggregatorCutOff, Fault.ClockStepsBack, Fault.MessagesRepeated, Fault.ClockStepsForward, Fault.BrokerHangs)]
    [InlineData(297, Fault.HostNamedTwice, Fault.AggregatorCutOff)]
    [InlineData(40_599, Fault.TracerKilled, Fault.RecorderDies, Fault.AggregatorKilledAtAStep, Fault.RecorderCommanded, Fault.HostGone, Fault.HostNamedTwice)]
    [InlineData(206_720, Fault.TracerKilled, Fault.PoolKilled, Fault.AggregatorKilledAtAStep, Fault.AggregatorFrozen, Fault.BrokerDown, Fault.BrokerSlow, Fault.ClockStepsBack, Fault.RecorderCommanded)]
    [InlineData(210_201, Fault.AggregatorFrozen, Fault.AllRestartedInOrder, Fault.MessagesLost, Fault.BrokerDown, Fault.BrokerLinkLost, Fault.SmallSpool, Fault.ClockStepsForward, Fault.ClockStepsBack)]
    [InlineData(1419, Fault.PowerLost, Fault.TracerKilledAtAStep, Fault.RecorderDies, Fault.DiskSlow)]
    [InlineData(1_069_066)]
    public void What_once_went_wrong_goes_well(int seed, params object[] kinds)
    {
        var result = SimulatedRun.Of(seed, null, [.. kinds.Cast<Fault>()]);

        Assert.True(result.Wrongs.Count == 0, result.ToString());
    }

    private static string LogOf(int seed)
    {
        using var log = new StringWriter();
        SimulatedRun.Of(seed, log);
        return log.ToString();
    }
}
