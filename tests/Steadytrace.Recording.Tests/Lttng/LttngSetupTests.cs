using Steadytrace.Recording.Lttng;

namespace Steadytrace.Recording.Tests.Lttng;

public sealed class LttngSetupTests
{
    [Fact]
    public void The_kernel_domain_takes_patterns_system_calls_and_its_own_contexts() => Assert.Equal(
        [
            "create s --output=/o",
            "enable-channel --kernel --session=s --discard --subbuf-size=1048576 --num-subbuf=8 --switch-timer=250000 steadytrace",
            "enable-event --kernel --session=s --channel=steadytrace --tracepoint sched_*",
            "enable-event --kernel --session=s --channel=steadytrace --syscall --all",
            "add-context --kernel --session=s --channel=steadytrace --type=procname --type=pid --type=tid",
            "start s",
        ],
        Commands(LttngDomain.Kernel, new LttngOptions { KernelEvents = ["sched_*"] }));

    [Fact]
    public void User_space_takes_all_events_unless_told_otherwise() => Assert.Equal(
        [
            "create s --output=/o",
            "enable-channel --userspace --session=s --switch-timer=250000 metadata",
            "enable-channel --userspace --session=s --discard --subbuf-size=1048576 --num-subbuf=8 --switch-timer=250000 steadytrace",
            "enable-event --userspace --session=s --channel=steadytrace --tracepoint *",
            "add-context --userspace --session=s --channel=steadytrace --type=procname --type=vpid --type=vtid",
            "start s",
        ],
        Commands(LttngDomain.User, new LttngOptions()));

    [Fact]
    public void Without_a_switch_timer_nothing_is_said_of_one() => Assert.DoesNotContain(
        Commands(LttngDomain.Both, new LttngOptions { SwitchTimerMilliseconds = 0 }), line => line.Contains("switch-timer", StringComparison.Ordinal) || line.EndsWith(" metadata", StringComparison.Ordinal));

    [Theory]
    [InlineData(4095)]
    [InlineData(5000)]
    [InlineData(1L << 31)]
    public void A_sub_buffer_that_is_no_power_of_two_in_range_is_refused(long bytes)
    {
        var refused = Assert.Throws<ArgumentException>(() => new LttngRecorder(new LttngOptions { SubBufferBytes = bytes }));

        Assert.Contains("sub-buffer-bytes", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"{bytes}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Channels_have_events_buffers_and_contexts_of_their_own() => Assert.Equal(
        [
            "create s --output=/o",
            "enable-channel --userspace --session=s --switch-timer=250000 metadata",
            "enable-channel --kernel --session=s --discard --subbuf-size=4194304 --num-subbuf=4 --switch-timer=250000 irqs",
            "enable-event --kernel --session=s --channel=irqs --tracepoint irq_*",
            "add-context --kernel --session=s --channel=irqs --type=prio",
            "enable-channel --kernel --session=s --discard --subbuf-size=1048576 --num-subbuf=8 --switch-timer=250000 calls",
            "enable-event --kernel --session=s --channel=calls --syscall --all",
            "add-context --kernel --session=s --channel=calls --type=procname --type=pid --type=tid",
            "enable-channel --userspace --session=s --discard --subbuf-size=1048576 --num-subbuf=8 --switch-timer=250000 steadytrace",
            "enable-event --userspace --session=s --channel=steadytrace --tracepoint *",
            "add-context --userspace --session=s --channel=steadytrace --type=procname --type=vpid --type=vtid",
            "start s",
        ],
        Commands(LttngDomain.Both, new LttngOptions
        {
            Channels =
            [
                new("irqs", LttngDomain.Kernel) { Events = ["irq_*"], SubBufferBytes = 4 << 20, SubBufferCount = 4, Contexts = ["prio"] },
                new("calls", LttngDomain.Kernel) { SystemCalls = true },
            ],
        }));

    [Fact]
    public void Whatever_a_run_is_told_makes_other_settings_and_what_a_process_does_for_itself_does_not()
    {
        var settings = LttngSetup.RunSettings(new LttngOptions());

        Assert.Equal(settings, LttngSetup.RunSettings(new LttngOptions { CommandTimeoutSeconds = 5, HealthCheckSeconds = 1, Command = "/opt/bin/lttng" }));
        Assert.All(
            [
                new LttngOptions { Domain = LttngDomain.User }, new LttngOptions { KernelSystemCalls = false }, new LttngOptions { KernelEvents = ["sched_*"] }, new LttngOptions { UserContexts = [] },
                new LttngOptions { SubBufferBytes = 4096 }, new LttngOptions { SwitchTimerMilliseconds = 0 }, new LttngOptions { TraceFormat = LttngTraceFormat.Ctf2 },
                new LttngOptions { Channels = [new LttngChannel("app", LttngDomain.User) { Events = ["my_app:*"] }] },
            ],
            other => Assert.NotEqual(settings, LttngSetup.RunSettings(other)));
    }

    [Fact]
    public void What_is_left_out_stands_beside_each_pattern_and_no_name() => Assert.Equal(
        [
            "enable-event --userspace --session=s --channel=steadytrace --tracepoint my:* --exclude=my:noise,my:debug*",
            "enable-event --userspace --session=s --channel=steadytrace --tracepoint other:tick",
        ],
        Commands(LttngDomain.User, new LttngOptions { UserEvents = ["my:*", "!my:noise", "other:tick", "!my:debug*"] }).Where(line => line.StartsWith("enable-event", StringComparison.Ordinal)));

    [Fact]
    public void A_profile_stands_for_its_patterns() => Assert.Equal(
        ["sched_*", "block_*", "writeback_*", "net_dev_xmit"],
        Commands(LttngDomain.Kernel, new LttngOptions { KernelEvents = ["@scheduler", "@disk", "net_dev_xmit"], KernelSystemCalls = false })
            .Where(line => line.StartsWith("enable-event", StringComparison.Ordinal)).Select(line => line[(line.LastIndexOf(' ') + 1)..]));

    [Theory]
    [InlineData(2, 14, LttngTraceFormat.Auto, "create s --output=/o")]
    [InlineData(2, 15, LttngTraceFormat.Auto, "create s --output=/o --trace-format=ctf-1.8")]
    [InlineData(2, 15, LttngTraceFormat.Ctf1, "create s --output=/o --trace-format=ctf-1.8")]
    [InlineData(2, 15, LttngTraceFormat.Ctf2, "create s --output=/o --trace-format=ctf-2")]
    [InlineData(3, 0, LttngTraceFormat.Auto, "create s --output=/o --trace-format=ctf-1.8")]
    public void The_format_is_asked_for_where_there_is_a_choice(int major, int minor, LttngTraceFormat format, string create) =>
        Assert.Equal(create, string.Join(' ', LttngSetup.Commands("s", "/o", LttngDomain.User, new LttngVersion(major, minor), new LttngOptions { TraceFormat = format })[0]));

    [Fact]
    public void A_format_that_the_release_cannot_write_is_refused()
    {
        var refused = Assert.Throws<RecorderException>(() => LttngSetup.Commands("s", "/o", LttngDomain.User, new LttngVersion(2, 14), new LttngOptions { TraceFormat = LttngTraceFormat.Ctf2 }));
        Assert.True(refused.Permanent);
        Assert.Contains("2.14 cannot write CTF 2", refused.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, LttngOptions> Mistakes => new()
    {
        { "kernel tracer knows no exclusion", new() { KernelEvents = ["sched_*", "!sched_wakeup"] } },
        { "switch-timer-milliseconds is 20", new() { SwitchTimerMilliseconds = 20 } },
        { "no profile @nothing", new() { KernelEvents = ["@nothing"] } },
        { "no events", new() { UserEvents = ["!my:noise"] } },
        { "channel 'a b'", new() { Channels = [new("a b", LttngDomain.User) { Events = ["*"] }] } },
        { "system calls are recorded in the kernel domain only", new() { Channels = [new("c", LttngDomain.User) { Events = ["*"], SystemCalls = true }] } },
        { "sub-buffer-count is 3", new() { Channels = [new("c", LttngDomain.User) { Events = ["*"], SubBufferCount = 3 }] } },
        { "channel c is there twice", new() { Channels = [new("c", LttngDomain.User) { Events = ["*"] }, new("c", LttngDomain.User) { Events = ["*"] }] } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_refused_with_its_name(string words, LttngOptions options) => Assert.Contains(words, options.Validate(), StringComparison.Ordinal);

    private static IEnumerable<string> Commands(LttngDomain domain, LttngOptions options) =>
        LttngSetup.Commands("s", "/o", domain, new LttngVersion(2, 13), options).Select(arguments => string.Join(' ', arguments));
}
