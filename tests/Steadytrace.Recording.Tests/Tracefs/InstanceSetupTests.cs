using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;
using Steadytrace.Traces;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Tests.Tracefs;

public sealed class InstanceSetupTests
{
    private static readonly TracefsOptions All = new() { PageKib = 8, OnlyProcesses = [7] };

    public static TheoryData<string> Kernels => ["4.4", "4.19", "6.12"];

    [Theory]
    [InlineData("4.4", "mono")]
    [InlineData("4.19", "boot")]
    [InlineData("6.12", "boot")]
    public void The_best_clock_of_the_kernel_is_taken(string kernel, string clock)
    {
        using var tracefs = Kernel(kernel);
        Assert.Equal(clock, Setup(tracefs, All).Apply());
        Assert.Equal(clock, tracefs.Written("trace_clock"));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void What_a_kernel_lacks_is_left_out_and_the_rest_is_set(string kernel)
    {
        using var tracefs = Kernel(kernel);
        var setup = Setup(tracefs, All);
        setup.Apply();
        Assert.Equal("sched:sched_switch\nsched:sched_wakeup\n", tracefs.Written("set_event"));
        Assert.Equal("7 ", tracefs.Written("set_event_pid"));
        Assert.Equal("0", tracefs.Written("tracing_on"));
        Assert.Equal(kernel == "6.12", setup.CanExclude);
        if (setup.CanExclude) Assert.Contains($"{Environment.ProcessId} ", tracefs.Written("set_event_notrace_pid"), StringComparison.Ordinal);
        if (tracefs.Instance.Has("buffer_subbuf_size_kb")) Assert.Equal("8", tracefs.Written("buffer_subbuf_size_kb"));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_page_of_the_kernel_is_counted_by_the_texts_that_it_told(string kernel)
    {
        using var tracefs = Kernel(kernel);
        using var chunk = new TemporaryFolder();
        var clock = new TraceClock(Setup(tracefs, new TracefsOptions { Events = ["sched:sched_switch"] }).Apply(), 0);
        if (tracefs.Instance.Has("buffer_subbuf_size_kb")) File.WriteAllText(tracefs.Instance.At("buffer_subbuf_size_kb"), "4\n");
        var description = RunDescription.Of(tracefs.Root, tracefs.Instance, clock);
        File.WriteAllBytes(chunk[FtraceDescription.FileName], JsonSerializer.SerializeToUtf8Bytes(description, FtraceJson.Default.FtraceDescription));
        File.WriteAllText(chunk[FtraceDescription.NamesFileName], "11 worker\n");
        File.WriteAllBytes(chunk["cpu0.pages"], PageWithOneSwitch(description.PageBytes));

        var report = TraceCounter.Count(chunk.Path, new CountOptions());

        Assert.Empty(report.Faults);
        Assert.Equal(1, report.Tally.Events);
        Assert.Equal(1, report.Tally.Total().ByPair[new EventOfProcess(new TracedEvent("sched", "sched_switch"), "worker")]);
    }

    [Fact]
    public void A_kernel_without_any_clock_of_ours_is_refused()
    {
        var failure = Assert.Throws<RecorderException>(() => TraceClock.Choose("[local] global counter\n"));
        Assert.True(failure.Permanent);
        Assert.Contains("3.17", failure.Message);
    }

    [TracefsFact]
    public async Task What_does_not_fit_a_filter_is_neither_recorded_nor_lost()
    {
        await using var run = new TracedRun(new TracefsOptions { Events = ["raw_syscalls:*"], Filters = [new("raw_syscalls:*", "id == 0")], ExcludeOwnProcess = false });
        await run.StartAsync();
        TracedRun.Execute("dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=5000");
        await run.StopAsync();
        var total = run.Count(0).Total();
        Assert.True(total.ByEvent[new TracedEvent("syscall", "syscall_entry_read")] >= 5000, "dd reads 5000 times");
        Assert.All(total.ByEvent.Keys, one => Assert.Contains(one.Name, (string[])["syscall_entry_read", "syscall_exit_read"]));
        Assert.Equal(0, run.Count(0).Lost);
    }

    [TracefsTheory]
    [InlineData("prev_pidd != 0", "Field not found, behind 'prev_pidd'")]
    [InlineData("prev_pid !! 0", "Invalid operator, behind 'prev_pid !'")]
    public async Task A_filter_that_the_kernel_refuses_is_told_in_the_kernels_own_words(string condition, string words)
    {
        await using var run = new TracedRun(new TracefsOptions { Events = ["sched:*"], Filters = [new("sched:sched_switch", condition)] });
        var failure = await Assert.ThrowsAsync<RecorderException>(run.StartAsync);
        Assert.True(failure.Permanent);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains($"'sched:sched_switch {condition}'", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(run.Instance));
    }

    [Fact]
    public void A_filter_for_an_event_that_is_not_recorded_is_refused()
    {
        using var tracefs = Kernel("6.12");
        var failure = Assert.Throws<RecorderException>(Setup(tracefs, new TracefsOptions { Events = ["sched:*"], Filters = [new("timer:*", "1")] }).Apply);
        Assert.Contains("no event that is recorded", failure.Message);
    }

    private static InstanceSetup Setup(SyntheticTracefs tracefs, TracefsOptions options) =>
        new(tracefs.Instance, tracefs.Root, options == All ? options with { Events = ["@scheduler", "!timer:*"] } : options);

    private static SyntheticTracefs Kernel(string release) => release switch
    {
        "4.4" => SyntheticTracefs.Linux44(),
        "4.19" => SyntheticTracefs.Linux419(),
        _ => SyntheticTracefs.Linux612(),
    };

    // Time of the page, length of its data, then one record: its length in words in five bits, and the type, pid and fields of a switch from pid 11 to pid 0.
    private static byte[] PageWithOneSwitch(int bytes)
    {
        const int PayloadBytes = 64;
        var page = new byte[bytes];
        BinaryPrimitives.WriteUInt64LittleEndian(page, 1_000_000_000);
        BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(8), 4 + PayloadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(16), PayloadBytes / 4);
        var payload = page.AsSpan(20);
        BinaryPrimitives.WriteUInt16LittleEndian(payload, SyntheticTracefs.SwitchType);
        BinaryPrimitives.WriteInt32LittleEndian(payload[4..], 11);
        Encoding.ASCII.GetBytes("worker").CopyTo(payload[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(payload[24..], 11);
        Encoding.ASCII.GetBytes("swapper/0").CopyTo(payload[40..]);
        return page;
    }
}
