using Steadytrace.Console.Feed;

namespace Steadytrace.Console.Tests.Feed;

public sealed class FleetSummaryTests
{
    [Fact]
    public void The_rate_is_that_of_each_sources_newest_interval_that_is_not_open()
    {
        var minute = Fleets.ThisMinute();
        var summary = FleetSummary.Of(Fleets.Small(),
        [
            Fleets.Interval("db-1", minute, 999, state: "open"), Fleets.Interval("db-1", minute.AddMinutes(-1), 6_000),
            Fleets.Interval("web-1", minute.AddMinutes(-1), 1_200), Fleets.Interval("db-1", minute.AddMinutes(-2), 60_000),
        ]);
        Assert.Equal(120, summary.EventsPerSecond);
    }

    [Fact]
    public void Without_intervals_there_is_no_rate() => Assert.Null(FleetSummary.Of(Fleets.Small(), []).EventsPerSecond);

    [Fact]
    public void The_worst_publisher_and_the_latest_source_are_shown()
    {
        var view = Fleets.Small() with
        {
            Sources = [Fleets.Source("a", lag: 3), Fleets.Source("b", lag: 90, state: "failed"), Fleets.Source("c", lost: 7)],
            Publishers = [new("x", "x:1", "connected", "amqp://x", 1, 1, 0, ""), new("y", "y:1", "failed", "amqp://y", 1, 1, 0, "refused")],
        };
        var summary = FleetSummary.Of(view, []);
        Assert.Equal("b", summary.Lag!.Host);
        Assert.Equal("y", summary.Publisher!.Datacenter);
        Assert.Equal((2, 1, 7, 1), (summary.Recording, summary.Troubled, summary.Lost, summary.LosingSources));
    }
}
