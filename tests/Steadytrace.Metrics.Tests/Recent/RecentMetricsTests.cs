using Microsoft.Extensions.Time.Testing;
using Steadytrace.Metrics.Recent;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Metrics.Tests.Recent;

public sealed class RecentMetricsTests
{
    private static readonly MetricScope Scope = new(IntervalLength.OneMinute, "replay", "dc", "h");
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_series_is_in_order_of_time_however_its_points_came()
    {
        var recent = new RecentMetrics();

        foreach (var start in (long[])[120, 0, 180, 60]) recent.Add(Batch(start, "a"));

        Assert.Equal([0, 60, 120, 180], recent.Series("a")!.Points.Select(point => point.UnixSeconds));
    }

    [Fact]
    public void A_value_replaces_the_one_of_the_same_name_and_time()
    {
        var recent = new RecentMetrics();
        recent.Add(new MetricBatch(Scope, 60, [new("a", 5, 60)]));

        recent.Add(new MetricBatch(Scope, 60, [new("a", 7, 60)]));

        Assert.Equal([new MetricPoint(60, 7)], recent.Series("a")!.Points);
        Assert.Equal(1, recent.PointsKept);
    }

    [Fact]
    public void Names_are_found_by_all_of_their_words_in_any_order_and_case()
    {
        var recent = new RecentMetrics();
        recent.Add(Batch(0, "1min.lttng.events.sched.b", "1min.lttng.events.sched.a", "1min.lttng.events.irq.a", "1min.lttng.procname.sched"));

        Assert.Equal(["1min.lttng.events.sched.a", "1min.lttng.events.sched.b"], recent.Names("Sched events", 10));
        Assert.Equal(["1min.lttng.events.irq.a"], recent.Names("", 1));
        Assert.Empty(recent.Names("nothing", 10));
    }

    [Fact]
    public void A_metric_that_is_not_kept_has_no_series() => Assert.Null(new RecentMetrics().Series("a"));

    [Fact]
    public void Points_older_than_the_age_go_seen_from_the_newest_of_the_same_metric()
    {
        var recent = new RecentMetrics(new RecentMetricsOptions { MaxAge = TimeSpan.FromMinutes(2) });
        foreach (var start in (long[])[0, 60, 120, 180]) recent.Add(Batch(start, "a"));
        recent.Add(Batch(1_000_000, "ahead"));

        Assert.Equal([60, 120, 180], recent.Series("a")!.Points.Select(point => point.UnixSeconds));
        Assert.Equal(4, recent.PointsKept);
    }

    [Fact]
    public void Points_above_the_number_push_the_oldest_out()
    {
        var recent = new RecentMetrics(new RecentMetricsOptions { MaxPointsPerSeries = 3 });
        foreach (var start in (long[])[0, 60, 120, 180, 240]) recent.Add(Batch(start, "a"));

        Assert.Equal([120, 180, 240], recent.Series("a")!.Points.Select(point => point.UnixSeconds));
    }

    [Fact]
    public void A_new_metric_takes_the_place_of_an_idle_one_only()
    {
        var recent = new RecentMetrics(new RecentMetricsOptions { MaxSeries = 2, Idle = TimeSpan.FromMinutes(10) }, _time);
        recent.Add(Batch(0, "old", "busy"));
        _time.Advance(TimeSpan.FromMinutes(9));
        recent.Add(Batch(540, "busy", "new"));
        Assert.Equal(["busy", "old"], recent.Names("", 10));
        Assert.Equal(1, recent.NotKept);

        _time.Advance(TimeSpan.FromMinutes(2));
        recent.Add(Batch(660, "new", "newer"));

        Assert.Equal(["busy", "new"], recent.Names("", 10));
        Assert.Equal(3, recent.PointsKept);
    }

    [Fact]
    public void At_the_limit_of_all_points_each_metric_keeps_its_newest()
    {
        var recent = new RecentMetrics(new RecentMetricsOptions { MaxPoints = 4 });
        foreach (var start in (long[])[0, 60, 120, 180]) recent.Add(Batch(start, "a", "b"));
        recent.Add(Batch(180, "c"));

        Assert.Equal([120, 180], recent.Series("a")!.Points.Select(point => point.UnixSeconds));
        Assert.Equal([120, 180], recent.Series("b")!.Points.Select(point => point.UnixSeconds));
        Assert.Null(recent.Series("c"));
        Assert.Equal(4, recent.PointsKept);
    }

    [Fact]
    public async Task Threads_may_add_and_read_at_once()
    {
        var recent = new RecentMetrics();
        var adding = Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var start = 0; start < 500; start++) recent.Add(Batch(start * 60, $"a{thread}", "all"));
        }));
        var reading = Task.Run(() =>
        {
            for (var look = 0; look < 500; look++)
            {
                var points = recent.Series("all")?.Points.Select(point => point.UnixSeconds).ToList() ?? [];
                Assert.Equal(points.Order().Distinct(), points);
                Assert.True(recent.Names("a", 100).Count <= 5);
            }
        });

        await Task.WhenAll([.. adding, reading]);

        Assert.Equal((5, 5 * 361), (recent.SeriesKept, recent.PointsKept));
    }

    private static MetricBatch Batch(long start, params string[] names) => new(Scope, start, [.. names.Select(name => new MetricLine(name, 1, start))]);
}
