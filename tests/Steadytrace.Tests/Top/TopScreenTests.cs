using Steadytrace.Cluster.Top;
using Steadytrace.Top.Keys;
using Steadytrace.Top.Screen;

namespace Steadytrace.Tests.Top;

public sealed class TopScreenTests
{
    private static readonly ScreenSize Small = new(80, 24);
    private readonly TopModel _model = new();

    [Fact]
    public void A_screen_shows_rows_between_its_heading_and_its_keys()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 2.5).Second("web1", 0, 0, ("sched_switch", "bash", 500)).Second("web1", 1, 0, ("sched_switch", "bash", 1_000), ("irq_entry", "nginx", 3_000)).View());

        var lines = Draw();

        Assert.Equal(24, lines.Count);
        Assert.All(lines, line => Assert.Equal(80, CellText.Width(line.Text)));
        Assert.StartsWith("steadytrace top · 1 host · 127.0.0.1:9470", lines[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("4,000 events/s over 1 s   lost 0", lines[1].Text, StringComparison.Ordinal);
        Assert.StartsWith("▂█ most 4,000/s in 2 s", lines[2].Text, StringComparison.Ordinal);
        Assert.Matches("^PROCESS +EVENTS/S▼ +SHARE +CPU +THIS MINUTE$", lines[3].Text);
        Assert.Matches(@"^nginx +3,000 +75\.0% +– +3,000$", lines[4].Text);
        Assert.Matches(@"^bash +1,000 +25\.0% +– +1,500$", lines[5].Text);
        Assert.StartsWith("q quit  ? help  1-4 views  s sort  / filter  i 1 s  space pause", lines[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Losses_are_shown_in_alarm()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 2).Second("web1", 0, 300, ("a_b", "x", 1)).Second("web1", 1, 34, ("a_b", "x", 1)).View());

        var lost = Assert.Single(Draw()[1].Spans, span => span.Style == ScreenStyle.Alarm);
        var row = Draw(new TopState { Question = new TopQuestion { View = TopView.Hosts } })[4];

        Assert.Equal("lost 334, now 34/s", lost.Text);
        Assert.Equal("334", Assert.Single(row.Spans, span => span.Style == ScreenStyle.Alarm).Text.Trim());
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(200, 60)]
    [InlineData(40, 10)]
    [InlineData(20, 5)]
    [InlineData(10, 3)]
    [InlineData(1, 1)]
    public void Every_line_is_as_wide_as_the_screen_and_there_are_as_many_as_it_has(int width, int height)
    {
        var counts = new LiveCounts().Source("web1", 0, 2, problem: "its tracer is too old to be counted live").Source("a-host-with-a-name-of-some-length", 0, 2);
        for (var number = 0; number < 70; number++) counts.Second("web1", 1, 1_000_000, [.. Enumerable.Range(0, 70).Select(n => ("sched_process_with_a_very_long_name_indeed", $"名前-{n}-kworker/u16:3-events_unbound", 1_234_567L + n))]);
        _model.Take(counts.View());

        foreach (var view in Enum.GetValues<TopView>())
        {
            foreach (var state in new[] { new TopState(), new TopState { IsHelp = true }, new TopState { IsTyping = true }, new TopState { IsPaused = true, Cursor = 50 } })
            {
                var lines = Draw(state with { Question = new TopQuestion { View = view, AreHostsApart = true, Filter = "e" } }, new ScreenSize(width, height));
                Assert.Equal(height, lines.Count);
                Assert.All(lines, line => Assert.Equal(width, CellText.Width(line.Text)));
            }
        }
    }

    [Fact]
    public void The_help_fits_eighty_columns()
    {
        var (narrow, wide) = (Draw(new TopState { IsHelp = true }), Draw(new TopState { IsHelp = true }, new ScreenSize(200, 24)));

        Assert.Equal(wide.Select(line => line.Text.TrimEnd()), narrow.Select(line => line.Text.TrimEnd()));
    }

    [Fact]
    public void A_narrow_screen_drops_columns_before_it_drops_the_rate()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 1).Second("web1", 0, 0, ("a_b", "bash", 12_345)).View());

        var lines = Draw(size: new ScreenSize(30, 10));

        Assert.Matches(@"^PROCESS +EVENTS/S▼$", lines[3].Text);
        Assert.Matches(@"^bash +12,345$", lines[4].Text);
    }

    [Fact]
    public void A_long_name_loses_its_middle()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 1).Second("web1", 0, 0, ("a_b", "beginning-of-a-name-that-is-longer-than-any-column-here-and-has-an-end", 1)).View());

        Assert.Matches("^beginning-of-a-.+…[^ ]*has-an-end ", Draw()[4].Text);
    }

    [Fact]
    public void Names_cannot_move_the_cursor_of_the_terminal()
    {
        _model.Take(new LiveCounts().Source("web1", 0, 1, problem: "bad\e[2J").Second("web1", 0, 0, ("a_b", "evil\e[2J\n", 1)).View());

        Assert.DoesNotContain(Draw(), line => line.Text.Any(char.IsControl));
    }

    [Fact]
    public void The_cursor_moves_the_page_and_never_leaves_the_rows()
    {
        var counts = new LiveCounts().Source("web1", 0, 1);
        counts.Second("web1", 0, 0, [.. Enumerable.Range(0, 40).Select(n => ("a_b", $"p{n:00}", 100L - n))]);
        _model.Take(counts.View());

        Assert.StartsWith("p00", Draw()[4].Text, StringComparison.Ordinal);
        Assert.StartsWith("p18", Draw(new TopState { Cursor = 35 })[4].Text, StringComparison.Ordinal);
        var last = Draw(new TopState { Cursor = 1_000 })[21];
        Assert.StartsWith("p39", last.Text, StringComparison.Ordinal);
        Assert.Equal(ScreenStyle.Cursor, last.Spans[0].Style);
    }

    [Fact]
    public void An_empty_screen_says_why()
    {
        Assert.Contains(Draw(), line => line.Text.Contains("No tracer is counted yet.", StringComparison.Ordinal));

        _model.Take(new LiveCounts().NewSource("web1").View());
        Assert.Contains(Draw(), line => line.Text.Contains("Waiting for the first counts", StringComparison.Ordinal));

        _model.Take(new LiveCounts().Source("web1", 0, 1).Second("web1", 0, 0, ("a_b", "bash", 1)).View());
        Assert.Contains(Draw(new TopState { Question = new TopQuestion { Filter = "zsh" } }), line => line.Text.Contains("Nothing here has 'zsh' in its name", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_wrong_stands_above_the_keys()
    {
        _model.Take(new LiveCounts().NewSource("web1", "its tracer is gone").View());

        Assert.StartsWith("web1/ftrace: its tracer is gone", Draw()[^2].Text, StringComparison.Ordinal);
        Assert.StartsWith("no node answers", Draw(problem: "no node answers")[^2].Text, StringComparison.Ordinal);
    }

    private IReadOnlyList<ScreenLine> Draw(TopState? state = null, ScreenSize? size = null, string problem = "")
    {
        state ??= new TopState();
        return TopScreen.Draw(_model.Look(state.Question, LiveCounts.At(3)), state, size ?? Small, "127.0.0.1:9470", problem);
    }
}
