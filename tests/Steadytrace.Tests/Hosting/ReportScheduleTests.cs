using Steadytrace.Cluster.Fleet;
using Steadytrace.Hosting.Reports;

namespace Steadytrace.Tests.Hosting;

public sealed class ReportScheduleTests
{
    private static readonly DateTimeOffset Began = new(2026, 5, 4, 12, 0, 3, TimeSpan.Zero);
    private static readonly DateTimeOffset FirstStart = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly ReportSchedule _schedule = new(Began, TimeSpan.FromSeconds(13));

    [Fact]
    public void Nothing_is_printed_before_anything_is_counted() => Assert.Empty(At(5, Interval(0, "open", events: 0)));

    [Fact]
    public void The_first_tables_come_with_the_first_counts()
    {
        var item = Assert.Single(At(5, Interval(0, "open", events: 7)));

        Assert.True(item.IsFirst);
    }

    [Fact]
    public void The_first_tables_come_in_time_even_when_nothing_is_counted()
    {
        Assert.Empty(At(12.9));

        Assert.True(Assert.Single(At(13)).IsFirst);
        Assert.Empty(At(14));
    }

    [Fact]
    public void Every_interval_is_printed_once_when_it_is_published()
    {
        At(5, Interval(0, "open", events: 7));

        Assert.Empty(At(10, Interval(0, "open", events: 9)));
        Assert.False(Assert.Single(At(11, Interval(0, "published", events: 9))).IsFirst);
        Assert.Empty(At(12, Interval(0, "published", events: 9)));
        Assert.Single(At(21, Interval(0, "published", events: 9), Interval(1, "published", events: 5)));
    }

    [Fact]
    public void Intervals_are_printed_in_order_of_time_then_of_hosts()
    {
        At(5, Interval(0, "open", events: 7));

        var items = At(30, Interval(1, "published", host: "a"), Interval(0, "published", host: "b"), Interval(0, "published", host: "a"));

        Assert.Equal([(FirstStart, "a"), (FirstStart, "b"), (FirstStart.AddSeconds(10), "a")], items.Select(item => (item.Intervals[0].Start, item.Intervals[0].Host)));
    }

    [Fact]
    public void An_interval_that_the_broker_lets_wait_is_printed_after_a_while()
    {
        At(5, Interval(0, "open", events: 7));

        Assert.Empty(At(11, Interval(0, "complete")));
        Assert.Empty(At(13, Interval(0, "complete")));
        Assert.Single(At(14, Interval(0, "complete")));
        Assert.Empty(At(60, Interval(0, "published")));
    }

    private IReadOnlyList<ReportItem> At(double seconds, params IntervalView[] intervals) => _schedule.Next(Began.AddSeconds(seconds), intervals);

    private static IntervalView Interval(int number, string state, long events = 1, string host = "a") => new(
        host, "ftrace", "local", "10sec", FirstStart.AddSeconds(10 * number), state, null, events, 0, 0, 0, 0, [], []);
}
