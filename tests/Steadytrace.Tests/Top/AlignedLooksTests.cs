using Steadytrace.Cluster.Top;
using Steadytrace.Top.Model;

namespace Steadytrace.Tests.Top;

public sealed class AlignedLooksTests
{
    private readonly TopModel _model = new();
    private readonly AlignedLooks _looks = new(TopInterval.Named("10sec"), patienceSeconds: 3);

    [Fact]
    public void The_first_interval_begins_after_counting_did_and_is_aligned()
    {
        Counted("web1", 3.2, 19.9);
        Assert.Null(_looks.TryTake(_model));

        Counted("web1", 3.2, 20);
        Assert.Equal(new AlignedLook(Span(10, 20), IsComplete: true, IsSettled: false), _looks.TryTake(_model));
        Assert.Null(_looks.TryTake(_model));
    }

    [Fact]
    public void Intervals_follow_each_other_without_a_hole()
    {
        Counted("web1", 0, 40);

        Assert.Equal([Span(0, 10), Span(10, 20), Span(20, 30), Span(30, 40)], Enumerable.Range(0, 4).Select(_ => _looks.TryTake(_model)!.Value.Span));
    }

    [Fact]
    public void A_source_that_is_behind_is_waited_for_but_not_for_ever()
    {
        Counted("web1", 0, 12.9, "web2", 0, 9);
        Assert.Null(_looks.TryTake(_model));

        Counted("web1", 0, 13, "web2", 0, 9);
        Assert.Equal(new AlignedLook(Span(0, 10), IsComplete: false, IsSettled: false), _looks.TryTake(_model));

        Counted("web1", 0, 20, "web2", 0, 20);
        Assert.Equal(new AlignedLook(Span(10, 20), IsComplete: true, IsSettled: false), _looks.TryTake(_model));
    }

    [Fact]
    public void The_first_interval_is_one_that_all_sources_have_from_its_start()
    {
        Counted("web1", 0, 10, "web2", 8, 10);
        Assert.Null(_looks.TryTake(_model));

        Counted("web1", 0, 20, "web2", 8, 20);
        Assert.Equal(new AlignedLook(Span(10, 20), IsComplete: true, IsSettled: false), _looks.TryTake(_model));
    }

    [Fact]
    public void A_source_that_never_counts_makes_looks_incomplete()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 2).NewSource("web2").View());
        Assert.Null(_looks.TryTake(_model));

        _model.Take(new LiveCounts().Source("web1", 0, 13).NewSource("web2").View());
        Assert.Equal(new AlignedLook(Span(0, 10), IsComplete: false, IsSettled: false), _looks.TryTake(_model));
    }

    [Fact]
    public void An_exact_look_waits_until_nothing_changes_any_more()
    {
        var looks = new AlignedLooks(TopInterval.Named("10sec"), isExact: true);
        _model.Take(new LiveCounts().Source("web1", 0, 27, settled: 9).View());
        Assert.Null(looks.TryTake(_model));

        _model.Take(new LiveCounts().Source("web1", 0, 28, settled: 21).View());
        Assert.Equal(new AlignedLook(Span(0, 10), IsComplete: true, IsSettled: true), looks.TryTake(_model));
        Assert.Equal(Span(10, 20), looks.TryTake(_model)?.Span);
        Assert.Null(looks.TryTake(_model));
    }

    [Fact]
    public void A_look_for_programs_has_all_sums()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 10).Second("web1", 3, 2, ("sched_switch", "a", 3), ("sched_wakeup", "b", 4), ("irq_entry", "a", 1)).Second("web1", 9, 0, ("irq_entry", "a", 2))
            .Second("web1", 10, 0, ("irq_entry", "a", 100), ("irq_later", "c", 100)).View());
        var look = LookView.Of(_model, new TopQuestion { Interval = TopInterval.Named("10sec") }, _looks.TryTake(_model)!.Value, rows: 3);

        Assert.Equal((LiveCounts.At(0), "10sec", true, 10, 2), (look.Start, look.Interval, look.Complete, look.Events, look.Lost));
        Assert.Equal([("a", 6, 0.6), ("b", 4, 0.4)], look.Processes.Select(row => (row.Name, row.Events, row.PerSecond)));
        Assert.DoesNotContain(look.Processes.Concat(look.Types).Concat(look.ByEvent), row => row.Events == 0);
        Assert.Equal([("sched", 7), ("irq", 3)], look.Types.Select(row => (row.Name, row.Events)));
        Assert.Equal([("sched_wakeup", "sched"), ("irq_entry", "irq"), ("sched_switch", "sched")], look.ByEvent.Select(row => (row.Name, row.Type)));
        Assert.Equal(("web1", "ftrace", 10, 2), (look.Sources[0].Host, look.Sources[0].Recorder, look.Sources[0].Events, look.Sources[0].Lost));
    }

    private static TopSpan Span(long from, long until) => new(LiveCounts.Minute + from, LiveCounts.Minute + until);

    private void Counted(string host, double from, double through) => _model.Take(new LiveCounts().Source(host, from, through).View());

    private void Counted(string host, double from, double through, string other, double otherFrom, double otherThrough) =>
        _model.Take(new LiveCounts().Source(host, from, through).Source(other, otherFrom, otherThrough).View());
}
