using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ftrace;

public sealed class FtraceReaderTests
{
    private const ulong Second = 1_000_000_000;
    private static readonly FtraceDescription Plain = KernelTexts.Description();

    [Theory]
    [InlineData(4096, true, 8)]
    [InlineData(4096, false, 8)]
    [InlineData(65536, true, 8)]
    [InlineData(4096, true, 4)]
    [InlineData(4096, false, 4)]
    public void Every_kind_of_record_is_stepped_over_rightly_in_any_byte_order_and_page_size(int pageBytes, bool littleEndian, int longBytes)
    {
        var description = KernelTexts.Description(pageBytes, littleEndian, longBytes);
        var page = new PageBuilder(description, 5 * Second, longBytes)
            .Tick(7).Long(7, 200).Padding(32, 3).Extend(1UL << 40).Tick(7).Absolute(9 * Second).Switch(7, "one", 8, "two").Tick(8)
            .Call(KernelTexts.EnterId, 8, 257).Call(KernelTexts.ExitId, 8, 0).Call(KernelTexts.EnterId, 8, 9999).Call(KernelTexts.ExitId, 8, -1)
            .Unknown(9, 8).Exec(8, "/usr/bin/three").Tick(8).EndPadding().Raw(1, 2, 3, 4);
        using var chunk = new ChunkFolder(description).Cpu(0, page.Lost(1234).Page());
        var total = chunk.Count().Total();
        Assert.Equal(1234, total.Lost);
        Assert.Equal(12, total.Events);
        Assert.Equal(5, total.ByEvent[new("my", "tick")]);
        Assert.Equal(1, total.ByEvent[new("syscall", "syscall_entry_openat")]);
        Assert.Equal(1, total.ByEvent[new("syscall", "syscall_exit_read")]);
        Assert.Equal(1, total.ByEvent[new("syscall", "syscall_entry_unknown")]);
        Assert.Equal(1, total.ByEvent[new("syscall", "syscall_exit_unknown")]);
        Assert.Equal(1, total.ByEvent[new("unknown", "unknown")]);
        Assert.Equal(new Dictionary<string, long> { ["one"] = 4, ["two"] = 7, ["three"] = 1 }, total.ByProcess);
    }

    [Fact]
    public void Times_put_events_into_intervals_by_extends_stamps_offset_and_shift()
    {
        var description = KernelTexts.Description(offset: (long)(1000 * Second));
        var page = new PageBuilder(description, 5 * Second).Tick(1).Extend(Second).Tick(1).Absolute(9 * Second - 2).Tick(1, 1).Tick(1, 1);
        using var chunk = new ChunkFolder(description).Cpu(0, page.Page());
        var tally = chunk.Count(new CountOptions { Interval = IntervalLength.All[0], ShiftNanoseconds = 100 * (long)Second });
        Assert.Equal([(1105L, 1L), (1106L, 1L), (1108L, 1L), (1109L, 1L)], tally.Intervals.Select(pair => (pair.Key, pair.Value.Events)));
    }

    [Fact]
    public void A_stamp_takes_its_uppermost_bits_from_the_time_before()
    {
        var now = 3UL << 59;
        var page = new PageBuilder(Plain, now - 5).Absolute(now + 2 * Second).Tick(1);
        using var chunk = new ChunkFolder(Plain).Cpu(0, page.Page());
        var tally = chunk.Count(new CountOptions { Interval = IntervalLength.All[0] });
        Assert.Equal((long)((now + 2 * Second) / Second), tally.Intervals.Single(pair => pair.Value.Events > 0).Key);
    }

    [Fact]
    public void A_switch_belongs_to_the_thread_that_leaves_and_names_both()
    {
        using var chunk = new ChunkFolder(Plain).Cpu(3, new PageBuilder(Plain, 1).Tick(5).Switch(5, "five", 0, "swapper/3").Tick(0).Switch(0, "swapper/3", 6, "six").Tick(6).Page());
        Assert.Equal(new Dictionary<string, long> { ["five"] = 2, ["swapper/3"] = 2, ["six"] = 1 }, chunk.Count().Total().ByProcess);
    }

    [Fact]
    public void Names_at_the_begin_hold_until_the_trace_tells_of_others()
    {
        using var chunk = new ChunkFolder(Plain).Names("5 a b\n6 six\n")
            .Cpu(0, new PageBuilder(Plain, 1).Tick(5).Exec(5, "/bin/a-program-with-a-long-name").Tick(5).Rename(5, 5, "again").Tick(5).Tick(9).Page());
        Assert.Equal(new Dictionary<string, long> { ["a b"] = 2, ["a-program-with-"] = 2, ["again"] = 1, ["(unknown)"] = 1 }, chunk.Count().Total().ByProcess);
    }

    [Fact]
    public void A_thread_renamed_from_another_cpu_has_its_new_name_from_that_time_on()
    {
        using var chunk = new ChunkFolder(Plain).Names("5 five\n6 six\n")
            .Cpu(0, new PageBuilder(Plain, 100).Tick(5).Tick(5, 100).Tick(5, 100).Page())
            .Cpu(1, new PageBuilder(Plain, 100).Tick(6).Rename(6, 5, "new", 150).Tick(6).Page());
        Assert.Equal(new Dictionary<string, long> { ["five"] = 2, ["new"] = 1, ["six"] = 3 }, chunk.Count().Total().ByProcess);
    }

    [Fact]
    public void Without_switches_every_change_of_name_is_carried_to_all_cpus_in_order_of_time()
    {
        var description = KernelTexts.Description(switches: false);
        using var chunk = new ChunkFolder(description).Names("5 five\n")
            .Cpu(0, new PageBuilder(description, 100).Fork(5, 8, "child").Exec(5, "/bin/ls", 100).Tick(5).Page())
            .Cpu(1, new PageBuilder(description, 100).Tick(5, 50).Tick(8).Tick(5, 100).Page());
        Assert.Equal(new Dictionary<string, long> { ["five"] = 3, ["child"] = 1, ["ls"] = 2 }, chunk.Count().Total().ByProcess);
    }

    [Fact]
    public void Names_with_rubbish_behind_the_nul_are_one_name()
    {
        using var chunk = new ChunkFolder(Plain).Cpu(0, new PageBuilder(Plain, 1).Switch(5, "five\0xyz", 6, "six").Switch(6, "six\0\0\0\0\0\0\0\0\0\0\0z", 5, "five").Tick(5).Tick(6).Page());
        Assert.Equal(new Dictionary<string, long> { ["five"] = 2, ["six"] = 2 }, chunk.Count().Total().ByProcess);
    }

    [Fact]
    public void Loss_without_a_number_is_a_lost_packet_unless_the_kernel_counted_it()
    {
        var pages = new[] { new PageBuilder(Plain, 1).Tick(1).Lost(10).Page(), new PageBuilder(Plain, 2).FillTo(4, 1).Lost(null).Page(), new PageBuilder(Plain, 3).Tick(1).Lost(null).Page() };
        using var without = new ChunkFolder(Plain).Cpu(0, pages);
        Assert.Equal((10, 2), (without.Count().Lost, without.Count().LostPackets));
        using var with = new ChunkFolder(Plain).Cpu(0, pages).Counters("begin 1\ncpu 0 before 100 1000\ncpu 0 after 300 1042\n");
        Assert.Equal((42, 0), (with.Count().Lost, with.Count().LostPackets));
    }

    [Fact]
    public void Loss_is_booked_to_the_interval_of_the_begin_of_the_page_that_reports_it()
    {
        using var chunk = new ChunkFolder(Plain).Cpu(0, new PageBuilder(Plain, 5 * Second).Extend(3 * Second).Tick(1).Lost(10).Page());
        var tally = chunk.Count(new CountOptions { Interval = IntervalLength.All[0] });
        Assert.Equal([(5L, 10L, 0L), (8L, 0L, 1L)], tally.Intervals.Select(pair => (pair.Key, pair.Value.Lost, pair.Value.Events)));
    }

    [Fact]
    public void What_went_down_with_a_killed_recorder_is_lost_at_the_time_of_its_successor()
    {
        using var chunk = new ChunkFolder(Plain).Cpu(0, new PageBuilder(Plain, 5 * Second).Tick(1).Page())
            .Counters($"begin {4 * Second}\nadopted {7 * Second}\ncpu 0 before 100 0\ncpu 0 after 108 0\n");
        var tally = chunk.Count(new CountOptions { Interval = IntervalLength.All[0] });
        Assert.Equal(7, tally.Intervals[7].Lost);
        Assert.Equal(1, tally.Events);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_tally()
    {
        using var chunk = new ChunkFolder(Plain);
        for (var cpu = 0; cpu < 8; cpu++) chunk.Cpu(cpu, [.. Enumerable.Range(0, 200).Select(page => new PageBuilder(Plain, (ulong)page * Second / 7).FillTo(0, cpu * 10 + page % 3).Page())]);
        var one = chunk.Count(new CountOptions { Interval = IntervalLength.All[0] });
        var many = chunk.Count(new CountOptions { Interval = IntervalLength.All[0], Threads = 4 });
        Assert.Equal(1600, one.Packets);
        Assert.True(one.Events > 100_000);
        Assert.Equal(one.Intervals.Select(pair => (pair.Key, pair.Value.Events)), many.Intervals.Select(pair => (pair.Key, pair.Value.Events)));
        Assert.Equal(one.Total().ByPair, many.Total().ByPair);
    }
}
