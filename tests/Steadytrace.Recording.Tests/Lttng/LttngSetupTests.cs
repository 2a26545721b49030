using Steadytrace.Recording.Lttng;

namespace Steadytrace.Recording.Tests.Lttng;

public sealed class LttngSetupTests
{
    [Fact]
    public void The_kernel_domain_takes_patterns_system_calls_and_its_own_contexts() => Assert.Equal(
        [
            "create s --output=/o",
            "enable-channel --kernel --session=s --discard --subbuf-size=1048576 --num-subbuf=8 steadytrace",
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
            "enable-channel --userspace --session=s --discard --subbuf-size=1048576 --num-subbuf=8 steadytrace",
            "enable-event --userspace --session=s --channel=steadytrace --tracepoint *",
            "add-context --userspace --session=s --channel=steadytrace --type=procname --type=vpid --type=vtid",
            "start s",
        ],
        Commands(LttngDomain.User, new LttngOptions()));

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

    private static IEnumerable<string> Commands(LttngDomain domain, LttngOptions options) =>
        LttngSetup.Commands("s", "/o", domain, options).Select(arguments => string.Join(' ', arguments));
}
