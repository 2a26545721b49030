using Steadytrace.Cluster.Top;

namespace Steadytrace.Tests.Top;

public sealed class TopModelTests
{
    private readonly TopModel _model = new();

    [Fact]
    public void The_last_whole_second_is_seen_and_the_running_one_only_in_the_minute()
    {
        _model.Take(new LiveCounts().Source("web1", -5, 2.4).Second("web1", 0, 0, ("sched_switch", "bash", 3)).Second("web1", 1, 0, ("sched_switch", "bash", 10), ("irq_entry", "nginx", 30))
            .Second("web1", 2, 0, ("irq_entry", "nginx", 7)).View());

        var rows = Look().Rows;

        Assert.Equal(["nginx", "bash"], rows.Select(row => row.Name));
        Assert.Equal([30, 10], rows.Select(row => row.PerSecond));
        Assert.Equal([0.75, 0.25], rows.Select(row => row.Share));
        Assert.Equal([37, 13], rows.Select(row => row.Minute));
    }

    [Fact]
    public void A_longer_look_tells_the_mean_of_its_seconds_quiet_ones_included()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 10).Second("web1", 2, 0, ("a_b", "bash", 1_000)).Second("web1", 7, 0, ("a_b", "bash", 10)).Second("web1", 9, 0, ("a_b", "bash", 15)).View());

        var row = Assert.Single(Look(new TopQuestion { Interval = TopInterval.Named("5sec") }).Rows);

        Assert.Equal((25, 5), (row.Events, row.PerSecond));
    }

    [Fact]
    public void Seconds_before_counting_began_do_not_thin_the_mean()
    {
        _model.Take(new LiveCounts().Source("web1", 7.5, 10).Second("web1", 7, 0, ("a_b", "bash", 1)).Second("web1", 8, 0, ("a_b", "bash", 10)).Second("web1", 9, 0, ("a_b", "bash", 20)).View());

        Assert.Equal(15, Assert.Single(Look(new TopQuestion { Interval = TopInterval.Named("10sec") }).Rows).PerSecond);
    }

    [Fact]
    public void A_second_told_again_stands_for_what_was_told_before()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 0.5).Second("web1", 0, 4, ("a_b", "bash", 1)).View());
        _model.Take(new LiveCounts().Source("web1", 0, 1.2).Second("web1", 0, 5, ("a_b", "bash", 3)).View());

        var look = Look();

        Assert.Equal(3, look.Total.Events);
        Assert.Equal(5, look.Total.LostSinceStart);
    }

    [Fact]
    public void Hosts_are_joined_or_apart()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 1).Source("web2", 0, 1).Second("web1", 0, 0, ("a_b", "bash", 1)).Second("web2", 0, 0, ("a_b", "bash", 5)).View());

        Assert.Equal(6, Assert.Single(Look().Rows).PerSecond);
        Assert.Equal([("web2", 5), ("web1", 1)], Look(new TopQuestion { AreHostsApart = true }).Rows.Select(row => (row.Host, row.PerSecond)));
        Assert.Equal(1, Assert.Single(Look(new TopQuestion { Host = "web1" }).Rows).PerSecond);
    }

    [Fact]
    public void Each_source_is_seen_at_its_own_newest_whole_second()
    {
        _model.Take(new LiveCounts().Source("late", 0, 1).Source("early", 0, 3).Second("late", 0, 0, ("a_b", "bash", 1)).Second("early", 2, 0, ("a_b", "bash", 5)).View());

        Assert.Equal(6, Look().Total.PerSecond);
    }

    [Fact]
    public void Types_add_up_their_events()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 1).Second("web1", 0, 0, ("sched_switch", "a", 3), ("sched_wakeup", "b", 4), ("irq_entry", "a", 1)).View());

        Assert.Equal([("sched", 7), ("irq", 1)], Look(new TopQuestion { View = TopView.Types }).Rows.Select(row => (row.Name, row.Events)));
        Assert.Equal(["sched_wakeup", "sched_switch"], Look(new TopQuestion { View = TopView.Events, Type = "sched" }).Rows.Select(row => row.Name));
    }

    [Fact]
    public void A_filter_hides_rows_and_no_events()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 1).Second("web1", 0, 0, ("a_b", "Chromium", 3), ("a_b", "bash", 1)).View());

        var look = Look(new TopQuestion { Filter = "CHROM" });

        Assert.Equal("Chromium", Assert.Single(look.Rows).Name);
        Assert.Equal((1, 4, 0.75), (look.Hidden, look.Total.Events, look.Rows[0].Share));
    }

    [Theory]
    [InlineData("Events", false, "c,b,a")]
    [InlineData("Events", true, "a,b,c")]
    [InlineData("Cpu", false, "a,b,c")]
    [InlineData("Name", false, "a,b,c")]
    [InlineData("Name", true, "c,b,a")]
    public void Rows_are_ordered_as_asked(string sort, bool reversed, string expected)
    {
        _model.Take(new LiveCounts().Source("web1", 0, 1).Second("web1", 0, 0, ("x_y", "a", 1), ("x_y", "b", 2), ("x_y", "c", 3)).Cpu(("a", 0.9), ("b", 0.5), ("c", 0.1)).View());

        Assert.Equal(expected, string.Join(',', Look(new TopQuestion { Sort = Enum.Parse<TopSort>(sort), IsReversed = reversed }).Rows.Select(row => row.Name)));
    }

    [Fact]
    public void Rows_of_equal_counts_keep_their_order_by_name_either_way()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 1).Second("web1", 0, 0, ("x_y", "b", 1), ("x_y", "a", 1)).View());

        Assert.Equal(["a", "b"], Look().Rows.Select(row => row.Name));
        Assert.Equal(["a", "b"], Look(new TopQuestion { IsReversed = true }).Rows.Select(row => row.Name));
    }

    [Fact]
    public void Time_on_processors_is_a_share_of_one()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 2).Second("web1", 0, 0, ("x_y", "a", 1)).Cpu(("a", 2.0)).Second("web1", 1, 0, ("x_y", "a", 1)).Cpu(("a", 1.0)).View());

        Assert.Equal(1.5, Assert.Single(Look(new TopQuestion { Interval = TopInterval.Named("5sec") }).Rows).Cpu);
    }

    [Fact]
    public void An_idle_processor_is_not_busy()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 1).Second("web1", 0, 0, ("x_y", "bash", 1), ("x_y", "swapper/0", 1)).Cpu(("bash", 0.25), ("swapper/0", 0.75)).View());

        Assert.Equal(0.25, Look().Total.Cpu);
        Assert.Equal(0.75, Look(new TopQuestion { Sort = TopSort.Cpu }).Rows[0].Cpu);
    }

    [Fact]
    public void Where_nothing_tells_of_processors_nothing_is_said_of_them()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 1).Second("web1", 0, 0, ("x_y", "a", 1)).View());

        var look = Look(new TopQuestion { View = TopView.Hosts });

        Assert.Null(look.Total.Cpu);
        Assert.Null(look.Rows.Single().Cpu);
    }

    [Fact]
    public void Lost_events_stay_in_the_sum_when_their_second_is_forgotten()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 1).Second("web1", 0, 9, ("x_y", "a", 1)).View());
        _model.Take(new LiveCounts().Source("web1", 0, 500).Second("web1", 499, 1, ("x_y", "a", 1)).View());

        var look = Look();

        Assert.Equal((10, 1), (look.Total.LostSinceStart, look.Total.Lost));
        Assert.Single(_model.Sources.Single().Seconds);
    }

    [Fact]
    public void Of_too_many_names_the_oldest_seconds_are_forgotten()
    {
        var model = new TopModel(mostEntries: 30);
        var counts = new LiveCounts().Source("web1", 0, 100);
        for (var second = 0; second < 100; second++) counts.Second("web1", second, 0, ("x_y", "a", 1));
        model.Take(counts.View());

        Assert.InRange(model.Sources.Single().Entries, 3, 30);
        Assert.Equal(1, model.Look(new TopQuestion(), LiveCounts.At(100)).Total.Events);
    }

    [Fact]
    public void A_host_that_is_told_of_no_more_is_gone()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 1).Source("web2", 0, 1).View());
        _model.Take(new LiveCounts().Source("web2", 0, 2).View());

        Assert.Equal("web2", Assert.Single(Look().Sources).Host);
    }

    [Fact]
    public void The_trend_ends_where_every_source_is_whole()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 3).Source("web2", 0, 2).Second("web1", 0, 0, ("x_y", "a", 1)).Second("web2", 1, 0, ("x_y", "a", 2)).Second("web1", 2, 0, ("x_y", "a", 4)).View());

        Assert.Equal([1, 2], Look().Trend);
    }

    [Fact]
    public void A_source_far_behind_does_not_hold_up_the_others()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 60).Source("stuck", 0, 2).View());

        Assert.Equal(LiveCounts.Minute + 60, _model.CommonThrough);
    }

    [Fact]
    public void A_look_at_given_seconds_is_the_same_for_all_sources()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 30).Source("web2", 0, 25).Second("web1", 9, 0, ("x_y", "a", 1)).Second("web1", 10, 0, ("x_y", "a", 2)).Second("web2", 19, 0, ("x_y", "a", 4))
            .Second("web2", 20, 0, ("x_y", "a", 8)).View());

        Assert.Equal(6, _model.Look(new TopQuestion(), LiveCounts.At(30), new TopSpan(LiveCounts.Minute + 10, LiveCounts.Minute + 20)).Total.Events);
    }

    private TopLook Look(TopQuestion? question = null) => _model.Look(question ?? new TopQuestion(), LiveCounts.At(3));
}
