using Steadytrace.Console.Display;
using Steadytrace.Console.Graphs;
using Steadytrace.Metrics;

namespace Steadytrace.Console.Tests.Graphs;

public sealed class GraphLayoutTests
{
    private const string Name = "1min.ftrace.events.sched.sched_switch.fra.db-1";
    private const long Hour = 3_600;
    private const long Now = 1_000 * Hour;

    [Fact]
    public void A_value_is_a_stroke_as_long_as_its_interval()
    {
        var line = Assert.Single(Lay((Now - 120, 10), (Now - 60, 5)).Lines);
        Assert.Equal("M966.67 0H983.33V500H1000", line.Path);
    }

    [Fact]
    public void A_missing_interval_leaves_a_hole()
    {
        var line = Assert.Single(Lay((Now - 240, 10), (Now - 60, 10)).Lines);
        Assert.Equal("M933.33 0H950M983.33 0H1000", line.Path);
        Assert.Equal("M933.33 1000V0H950V1000ZM983.33 1000V0H1000V1000Z", line.Area);
    }

    [Fact]
    public void What_is_older_than_the_window_is_not_drawn()
    {
        var layout = Lay((Now - Hour - 60, 99), (Now - Hour - 30, 1));
        Assert.Equal(1, Assert.Single(layout.Lines).Points.Single().Value);
        Assert.Equal("M0 0H8.33", layout.Lines[0].Path);
    }

    [Fact]
    public void A_trace_of_long_ago_is_shown_where_it_ends()
    {
        var layout = Lay((60, 1), (120, 2));
        Assert.Equal(180, layout.To);
        Assert.Equal(2, layout.Lines[0].Points.Count);
    }

    [Fact]
    public void Zero_is_on_the_axis_and_nothing_leaves_the_frame()
    {
        var layout = Lay((Now - 60, 7_300));
        Assert.Equal(0, layout.ValueTicks[0]);
        Assert.True(layout.ValueTicks[^1] >= 7_300);
        Assert.Equal(1_000, layout.Y(0));
        Assert.Equal(1_000, layout.Y(-5));
    }

    [Fact]
    public void The_cursor_finds_the_interval_that_holds_it_and_none_in_a_gap()
    {
        var line = Lay((Now - 240, 10), (Now - 60, 20)).Lines[0];
        Assert.Equal(10, GraphLayout.At(line, Now - 181)!.Value.Value);
        Assert.Null(GraphLayout.At(line, Now - 180));
        Assert.Equal(20, GraphLayout.At(line, Now - 60)!.Value.Value);
    }

    [Fact]
    public void Without_metrics_there_is_an_empty_frame()
    {
        var layout = GraphLayout.Of([], Now, Hour, ViewerClock.Utc);
        Assert.True(layout.IsEmpty);
        Assert.Equal(Now, layout.To);
        Assert.NotEmpty(layout.TimeTicks);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 8)]
    [InlineData(99, 100)]
    [InlineData(5_900_000, 6_000_000)]
    [InlineData(0, 1)]
    [InlineData(0.3, 0.3)]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    public void The_value_axis_ends_at_a_round_number_not_below_the_largest(double largest, double end)
    {
        var ticks = AxisTicks.Values(largest, 4);
        Assert.Equal(end, ticks[^1], 9);
        Assert.InRange(ticks.Count, 3, 7);
    }

    [Fact]
    public void Time_marks_stand_at_round_local_times()
    {
        var kathmandu = ViewerClock.For("Asia/Kathmandu", 345);
        var ticks = AxisTicks.Times(Now - Hour, Now, 13, kathmandu);
        Assert.All(ticks, tick => Assert.Matches(":[0-5][05]$", kathmandu.Minute(DateTimeOffset.FromUnixTimeSeconds(tick))));
        Assert.InRange(ticks.Count, 10, 13);
    }

    [Theory]
    [InlineData("1min.ftrace.events.sched.sched_switch.fra.db-1", "sched_switch", "db-1 · fra", 60, "events")]
    [InlineData("10sec.lttng.procname.postgres.fra.db-1", "postgres", "db-1 · fra", 10, "events")]
    [InlineData("5min.lttng.ledger.gap_seconds.fra.db-1", "gap_seconds", "db-1 · fra", 300, "seconds")]
    [InlineData("somebody.elses", "somebody.elses", "", 60, "")]
    [InlineData("", "", "", 60, "")]
    public void A_name_tells_its_subject_place_step_and_unit(string name, string subject, string place, int step, string unit)
    {
        var parsed = MetricName.Parse(name);
        Assert.Equal((subject, place, step, unit), (parsed.Subject, parsed.Place, parsed.Step, parsed.Unit));
    }

    private static GraphLayout Lay(params (long At, double Value)[] points) =>
        GraphLayout.Of([new MetricSeries(Name, [.. points.Select(point => new MetricPoint(point.At, point.Value))])], Now, Hour, ViewerClock.Utc);
}
