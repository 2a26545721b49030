using System.Text;
using Steadytrace.Metrics.Names;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Metrics.Tests.Names;

public sealed class MetricNamesTests
{
    private static readonly MetricScope Scope = new(IntervalLength.OneMinute, "lttng", "dc1", "web-1");

    [Theory]
    [InlineData("bash", "bash")]
    [InlineData("Web Content", "Web_Content")]
    [InlineData("kworker/0:1-events", "kworker_0_1-events")]
    [InlineData("a.b", "a_b")]
    [InlineData("(unknown)", "_unknown_")]
    [InlineData("", "_")]
    [InlineData("ä😀x", "__x")]
    [InlineData("a\nb", "a_b")]
    public void A_part_is_made_of_letters_digits_underscores_and_hyphens(string name, string part) => Assert.Equal(part, MetricNames.Part(name));

    [Fact]
    public void Half_a_character_is_one_character() => Assert.Equal("a_b", MetricNames.Part("a\ud800b"));

    [Fact]
    public void Long_parts_are_cut_and_stay_different()
    {
        var one = MetricNames.Part(new string('a', 300) + "1");
        var other = MetricNames.Part(new string('a', 300) + "2");

        Assert.Equal(MetricNames.MaxPartLength, one.Length);
        Assert.NotEqual(one, other);
        Assert.StartsWith(new string('a', 191) + "_", one, StringComparison.Ordinal);
        Assert.Equal(new string('a', 200), MetricNames.Part(new string('a', 200)));
    }

    [Fact]
    public void The_families_have_the_shapes_that_Rocksteady_reads()
    {
        Assert.Equal("1min.lttng.procname.bash.dc1.web-1", MetricNames.Process(Scope, "bash"));
        Assert.Equal("1min.lttng.events.sched.sched_switch.dc1.web-1", MetricNames.Event(Scope, TracedEvent.FromName("sched_switch")));
        Assert.Equal("1min.lttng.ledger.lost_chunks.dc1.web-1", MetricNames.Ledger(Scope, "lost_chunks"));
    }

    [Theory]
    [InlineData("my", "my:tick", "my.tick")]
    [InlineData("my", "my:", "my._")]
    [InlineData("my", "my_tick", "my.my_tick")]
    [InlineData("my", "mine:tick", "my.mine_tick")]
    [InlineData("syscall", "syscall_entry_openat", "syscall.syscall_entry_openat")]
    [InlineData("", "", "_._")]
    public void An_event_keeps_its_whole_name_but_for_a_type_before_a_colon(string type, string name, string parts) =>
        Assert.Equal($"1min.lttng.events.{parts}.dc1.web-1", MetricNames.Event(Scope, new TracedEvent(type, name)));

    [Fact]
    public void A_routing_key_lets_consumers_choose_interval_recorder_datacenter_and_host() => Assert.Equal("1min.lttng.dc1.web-1", MetricNames.RoutingKey(Scope));

    [Theory]
    [InlineData(10, 10)]
    [InlineData(200, 200)]
    [InlineData(1000, 1000)]
    [InlineData(1, 253)]
    public void A_routing_key_is_at_most_255_bytes_in_four_parts(int datacenter, int host)
    {
        var key = MetricNames.RoutingKey(new MetricScope(IntervalLength.All[1], new string('r', 100), new string('d', datacenter), new string('ü', host)));

        Assert.True(Encoding.UTF8.GetByteCount(key) <= 255, key);
        Assert.Equal(4, key.Split('.').Length);
    }

    [Theory]
    [InlineData("1min.a-b.c_d", true)]
    [InlineData("", false)]
    [InlineData("a..b", false)]
    [InlineData(".a", false)]
    [InlineData("a.", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    public void What_these_rules_could_not_have_made_is_no_name(string name, bool isName) => Assert.Equal(isName, MetricNames.IsName(name));
}
