using Steadytrace.Cluster.Top;
using Steadytrace.Top.Keys;

namespace Steadytrace.Tests.Top;

public sealed class TopKeysTests
{
    private static readonly TopRow[] Rows = [.. Enumerable.Range(0, 30).Select(number => new TopRow($"row{number}", "", "", 1, 1, 0, null, 1))];

    [Fact]
    public void Numbers_letters_and_tab_switch_views()
    {
        Assert.Equal(TopView.Hosts, After("4").Question.View);
        Assert.Equal(TopView.Types, After("t").Question.View);
        Assert.Equal(TopView.Processes, After("\t\t\t\t").Question.View);
        Assert.Equal(TopView.Events, After("\t\t").Question.View);
    }

    [Fact]
    public void A_sort_that_the_next_view_has_not_falls_back_to_events()
    {
        var byCpu = After("s");
        Assert.Equal(TopSort.Cpu, byCpu.Question.Sort);
        Assert.Equal(TopSort.Events, Press(byCpu, "2").Question.Sort);
        Assert.Equal(TopSort.Cpu, Press(byCpu, "4").Question.Sort);
    }

    [Fact]
    public void Sorts_go_round_both_ways()
    {
        Assert.Equal(TopSort.Events, After("ssss").Question.Sort);
        Assert.Equal(TopSort.Name, After("S").Question.Sort);
        Assert.True(After("r").Question.IsReversed);
        Assert.False(After("rs").Question.IsReversed);
    }

    [Fact]
    public void Intervals_go_round() => Assert.Equal([1, 5, 10, 60, 1], new[] { "", "i", "ii", "iii", "iiii" }.Select(keys => After(keys).Question.Interval.Seconds));

    [Fact]
    public void A_filter_holds_while_it_is_typed_and_escape_brings_the_last_one_back()
    {
        Assert.Equal("chr", After("/chr").Question.Filter);
        Assert.True(After("/q").IsTyping);
        Assert.Equal("ch", After("/chr\b\r").Question.Filter);
        Assert.False(After("/chr\r").IsTyping);
        Assert.Equal("chr", After("/chr\r/x\e").Question.Filter);
        Assert.Equal("", After("/chr\r\e").Question.Filter);
    }

    [Fact]
    public void Space_pauses_and_goes_on()
    {
        Assert.True(After(" ").IsPaused);
        Assert.False(After("  ").IsPaused);
    }

    [Fact]
    public void The_cursor_stays_on_the_rows()
    {
        Assert.Equal(0, After("k").Cursor);
        Assert.Equal(2, After("jj").Cursor);
        Assert.Equal(29, Press(new TopState(), ConsoleKey.End).Cursor);
        Assert.Equal(29, Press(Press(new TopState(), ConsoleKey.End), ConsoleKey.PageDown).Cursor);
        Assert.Equal(19, Press(Press(new TopState(), ConsoleKey.End), ConsoleKey.PageUp).Cursor);
        Assert.Equal(0, TopKeys.Press(new TopState(), Key('j', ConsoleKey.J), [], 10).Cursor);
    }

    [Fact]
    public void Enter_opens_a_type_or_a_host_and_escape_leaves_it()
    {
        var type = Press(new TopState { Question = new TopQuestion { View = TopView.Types, Filter = "row" }, Cursor = 3 }, "\r");
        Assert.Equal((TopView.Events, "row3", "", 0), (type.Question.View, type.Question.Type, type.Question.Filter, type.Cursor));
        Assert.Null(Press(type, "\e").Question.Type);

        var hosts = new TopState { Question = new TopQuestion { View = TopView.Hosts } };
        var host = TopKeys.Press(hosts, Key('\r', ConsoleKey.Enter), [new TopRow("web1", "web1", "", 1, 1, 0, null, 1)], 10);
        Assert.Equal((TopView.Processes, "web1"), (host.Question.View, host.Question.Host));
        Assert.Equal(hosts, TopKeys.Press(hosts, Key('\r', ConsoleKey.Enter), [], 10));
    }

    [Fact]
    public void Q_and_control_c_leave_and_control_c_does_so_from_everywhere()
    {
        Assert.True(After("q").IsOver);
        Assert.False(After("/q").IsOver);
        var controlC = new ConsoleKeyInfo('\x3', ConsoleKey.C, shift: false, alt: false, control: true);
        foreach (var state in new[] { new TopState(), After("/"), After("?") }) Assert.True(TopKeys.Press(state, controlC, Rows, 10).IsOver);
    }

    [Fact]
    public void Any_key_leaves_the_help_and_does_nothing_else()
    {
        Assert.True(After("?").IsHelp);
        Assert.Equal(new TopState(), After("?s"));
        Assert.True(After("?q").IsOver);
    }

    private static TopState After(string keys) => Press(new TopState(), keys);

    private static TopState Press(TopState state, string keys) => keys.Aggregate(state, (now, key) => TopKeys.Press(now, Key(key, key switch
    {
        '\r' => ConsoleKey.Enter,
        '\e' => ConsoleKey.Escape,
        '\b' => ConsoleKey.Backspace,
        '\t' => ConsoleKey.Tab,
        _ => ConsoleKey.None,
    }), Rows, 10));

    private static TopState Press(TopState state, ConsoleKey key) => TopKeys.Press(state, Key('\0', key), Rows, 10);

    private static ConsoleKeyInfo Key(char character, ConsoleKey key) => new(character, key, shift: false, alt: false, control: false);
}
