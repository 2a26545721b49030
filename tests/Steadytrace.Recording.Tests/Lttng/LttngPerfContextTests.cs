using Steadytrace.Recording.Lttng;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng;

public sealed class LttngPerfContextTests
{
    [Theory]
    [InlineData("3", false, "kernel.perf_event_paranoid is 3")]
    [InlineData("2", false, null)]
    [InlineData("3", true, null)]
    [InlineData("-1", false, null)]
    public void A_counter_is_refused_to_a_user_who_may_not_read_it(string paranoid, bool privileged, string? words)
    {
        using var machine = Machine(paranoid, "cpu", "software");
        var reason = LttngPerfContext.WhyNot(["procname", "perf:thread:cycles"], machine.Path, privileged);
        if (words is null) Assert.Null(reason);
        else Assert.Contains(words, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_counters_is_told_so()
    {
        using var machine = Machine("2", "software", "tracepoint");
        Assert.Contains("no hardware counters", LttngPerfContext.WhyNot(["perf:cpu:cycles"], machine.Path, privileged: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_contexts_are_nobodys_business()
    {
        using var machine = Machine("3");
        Assert.Null(LttngPerfContext.WhyNot(["procname", "vtid"], machine.Path, privileged: false));
    }

    private static TemporaryFolder Machine(string paranoid, params string[] devices)
    {
        var machine = new TemporaryFolder();
        Directory.CreateDirectory(machine["proc/sys/kernel"]);
        File.WriteAllText(machine["proc/sys/kernel/perf_event_paranoid"], paranoid + "\n");
        Directory.CreateDirectory(machine["sys/bus/event_source/devices"]);
        foreach (var device in devices) Directory.CreateDirectory(machine[$"sys/bus/event_source/devices/{device}"]);
        return machine;
    }
}
