using System.Text;
using System.Runtime.InteropServices;
using Steadytrace.Recording.Tracefs;

namespace Steadytrace.Recording.Tests.Tracefs;

public sealed class TracefsOptionsTests
{
    public static TheoryData<string, TracefsOptions> Mistakes => new()
    {
        { "BufferKibPerCpu is 10, allowed is 64", new() { BufferKibPerCpu = 10 } },
        { "BufferKibPerCpu is 64, allowed are 16 pages of 64 KiB", new() { BufferKibPerCpu = 64, PageKib = 64 } },
        { "PageKib is 5", new() { PageKib = 5 } },
        { "PollMilliseconds is 0", new() { PollMilliseconds = 0 } },
        { "Events is empty", new() { Events = [] } },
        { "'sched'", new() { Events = ["sched"] } },
        { "'@nothing'", new() { Events = ["@nothing"] } },
        { "'!!sched:*'", new() { Events = ["!!sched:*"] } },
        { "'sched_switch pid == 1'", new() { Filters = [new("sched_switch", "pid == 1")] } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_value_out_of_range_is_refused_with_its_name(string words, TracefsOptions options)
    {
        var failure = Assert.Throws<RecorderException>(options.Validate);
        Assert.Contains(words, failure.Message);
        Assert.True(failure.Permanent);
    }

    [Theory]
    [InlineData(1, 32 * 1024)]
    [InlineData(2, 32 * 1024)]
    [InlineData(8, 8 * 1024)]
    [InlineData(128, 4 * 1024)]
    public void Cpus_share_the_buffer_within_limits(int cpus, int kib) => Assert.Equal(kib, new TracefsOptions().BufferKib(cpus));

    [Fact]
    public void Patterns_choose_events_of_the_kernel()
    {
        string[] available = ["sched:sched_switch", "sched:sched_wakeup", "task:task_rename", "net:netif_rx"];
        Assert.Equal(["sched:sched_switch", "sched:sched_wakeup", "task:task_rename"], EventChoice.Of(available, ["sched:*", "task:task_rename", "irq:*"]));
    }

    [Fact]
    public void Patterns_leave_out_what_others_choose_whatever_their_order()
    {
        string[] available = ["sched:sched_switch", "sched:sched_wakeup", "timer:timer_start", "net:netif_rx"];
        Assert.Equal(["net:netif_rx", "sched:sched_switch"], EventChoice.Of(available, ["!timer:*", "*:*", "!sched:sched_w*"]));
        Assert.Empty(EventChoice.Of(available, ["!timer:*"]));
    }

    [Fact]
    public void Profiles_stand_for_their_patterns_beside_others()
    {
        string[] available = ["sched:sched_switch", "task:task_rename", "timer:timer_start", "net:netif_rx"];
        Assert.Equal(["net:netif_rx", "task:task_rename"], EventChoice.Of(available, ["@scheduler", "net:*", "!sched:*"]));
    }

    [Theory]
    [InlineData("sched:sched_switch prev_pid != 0", "sched:sched_switch", "prev_pid != 0")]
    [InlineData(" irq:*   irq == 7 ", "irq:*", "irq == 7")]
    [InlineData("irq:*", null, null)]
    [InlineData("@scheduler pid == 1", null, null)]
    [InlineData("!irq:* irq == 7", null, null)]
    public void A_filter_is_a_pattern_and_a_condition(string text, string? pattern, string? condition) =>
        Assert.Equal(pattern is null ? null : new EventFilter(pattern, condition!), EventFilter.Parse(text));

    [Theory]
    [InlineData(Architecture.X64, 0, "read")]
    [InlineData(Architecture.X64, 4, "newstat")]
    [InlineData(Architecture.X64, 262, "newfstatat")]
    [InlineData(Architecture.Arm64, 56, "openat")]
    [InlineData(Architecture.Arm64, 79, "newfstatat")]
    public void System_calls_have_the_names_of_the_kernels_functions(Architecture architecture, int number, string name) =>
        Assert.Equal(name, SystemCallTable.Of(architecture)[number]);

    [Theory]
    [InlineData("kworker/1:0-events", "kworker/1:0")]
    [InlineData("kworker/u8:3+ext4-rsv-conversion", "kworker/u8:3")]
    [InlineData("kworker/R-rcu_gp", "kworker/R-rcu_g")]
    [InlineData("a-b", "a-b")]
    public void A_kernel_worker_is_named_as_in_the_trace(string shown, string name) =>
        Assert.Equal(name, Encoding.Latin1.GetString(ThreadName.OfShown(Encoding.Latin1.GetBytes(shown)).Bytes));

    [Fact]
    public void Runs_of_one_source_have_instances_of_one_owner_and_others_do_not()
    {
        var source = new SourceId(new HostId("here"), "ftrace");
        var first = new RecordingRun(source, 1, "/spool/runs/1");
        Assert.StartsWith(InstanceName.PrefixOf(first), InstanceName.Of(new RecordingRun(source, 22, "/spool/runs/22/")));
        Assert.NotEqual(InstanceName.PrefixOf(first), InstanceName.PrefixOf(new RecordingRun(source, 1, "/other/runs/1")));
        Assert.NotEqual(InstanceName.Of(first), InstanceName.Of(first with { Number = 11, Directory = "/spool/runs/11" }));
    }
}
