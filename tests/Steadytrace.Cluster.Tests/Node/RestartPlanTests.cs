using Steadytrace.Cluster.Node;

namespace Steadytrace.Cluster.Tests.Node;

public sealed class RestartPlanTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(5);
    private readonly RestartPlan _plan = new(First, Longest, maxFailures: 5);

    [Fact]
    public void Pauses_grow_up_to_the_longest_and_then_it_stays_down()
    {
        var pauses = Enumerable.Range(0, 5).Select(second => Fail(TimeSpan.FromSeconds(second)));

        Assert.Equal([1, 2, 4, 5, null], pauses.Select(pause => pause?.TotalSeconds));
    }

    [Fact]
    public void One_that_was_asked_for_has_one_try()
    {
        for (var failure = 0; failure < 5; failure++) Fail(TimeSpan.Zero);

        Assert.Null(Fail(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void One_that_has_lived_long_enough_begins_with_the_first_pause()
    {
        for (var failure = 0; failure < 4; failure++) Fail(TimeSpan.Zero);
        _plan.Started(TimeSpan.Zero);

        Assert.Equal(First, _plan.Failed(Longest));
    }

    [Fact]
    public void What_waits_for_a_server_outside_is_started_again_for_ever()
    {
        var plan = new RestartPlan(First, Longest, maxFailures: null);

        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.NotNull(plan.Failed(TimeSpan.Zero)));
    }

    private TimeSpan? Fail(TimeSpan at)
    {
        _plan.Started(at);
        return _plan.Failed(at);
    }
}
