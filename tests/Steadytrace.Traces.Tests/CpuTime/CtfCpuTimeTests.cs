using Steadytrace.Traces.Tallies;
using Steadytrace.Traces.Tests.Ctf;

namespace Steadytrace.Traces.Tests.CpuTime;

public sealed class CtfCpuTimeTests
{
    private const ulong Second = 1_000_000_000;
    private static readonly CountOptions Asked = new() { CpuTime = true };

    private const string Kernel = """
        typealias integer { size = 8; } := u8; typealias integer { size = 32; } := u32; typealias integer { size = 64; } := u64;
        typealias integer { size = 8; encoding = UTF8; } := char_t; typealias integer { size = 64; map = clock.mono.value; } := stamp;
        trace { major = 1; minor = 8; byte_order = le; uuid = "2a6422d0-6cee-11e0-8c08-cb07d7b3a564"; packet.header := struct { u8 stream_id; u8 stream_instance_id; }; };
        clock { name = mono; freq = FREQUENCY; };
        stream { id = 0; packet.context := struct { u32 packet_size; u32 content_size; stamp timestamp_begin; u8 cpu_id; u8 events_discarded; }; event.header := struct { u8 id; stamp timestamp; }; };
        stream { id = 1; packet.context := struct { u32 packet_size; u32 content_size; stamp timestamp_begin; u8 cpu_id; u8 events_discarded; }; event.header := struct { u8 id; stamp timestamp; }; };
        event { name = sched_switch; id = 0; stream_id = 0; fields := struct { char_t _prev_comm[16]; char_t _next_comm[16]; }; };
        event { name = sched_process_exec; id = 1; stream_id = 0; fields := struct { string _filename; }; };
        event { name = tick; id = 2; stream_id = 0; };
        event { name = tock; id = 0; stream_id = 1; };
        """;

    private const string Exec = "event { name = sched_process_exec; id = 1; stream_id = 1; fields := struct { string _filename; }; };";

    [Fact]
    public void A_turn_lasts_from_switch_to_switch_and_the_time_of_a_cpu_from_its_first_event_to_its_last()
    {
        using var trace = Trace(("chan_0", [.. Packet(0, 0, Tick(100), Switch(110, "a", "b"), Tick(120)), .. Packet(0, 150, Switch(200, "b", "a"), Tick(230)), .. Packet(0, 400)]));

        var report = Count(trace);

        Assert.Equal("a 40, b 90", CpuLines.Text(report.Tally.Untimed));
        Assert.Equal([new CpuTail("chan_0", 0, 230, "a", null, IsLossBehind: false)], report.CpuTails);
    }

    [Fact]
    public void A_process_ran_under_its_old_name_up_to_its_exec()
    {
        using var trace = Trace(("chan_0", [.. Packet(0, 0, Executed(90, "/bin/nobody"), Switch(110, "a", "b"), Executed(130, "/bin/c"), Tick(140)), .. Packet(0, 150, Switch(200, "c", "a"))]));

        Assert.Equal("a 20, b 20, c 70", CpuLines.Text(Count(trace).Tally.Untimed));
    }

    [Fact]
    public void Where_events_were_lost_in_front_of_a_packet_or_behind_it_time_belongs_to_nobody()
    {
        using var trace = Trace(("chan_0",
            [.. Packet(0, 0, Switch(100, "a", "b"), Tick(120)), .. Packet(3, 200, Tick(210), Switch(215, "c", "d"), Tick(220)), .. Packet(3, 300, Tick(310), Switch(330, "e", "a"))]));

        var report = Count(trace);

        Assert.Equal("b 20, c 5, d 5, e 20; lost 180", CpuLines.Text(report.Tally.Untimed));
        Assert.Equal(3, report.Tally.Lost);
    }

    [Fact]
    public void Behind_a_damaged_event_time_belongs_to_nobody()
    {
        var damaged = Packet(0, 100, Switch(100, "a", "b"), Tick(120), SmallTrace.Bytes(9, 130UL));
        using var trace = Trace(("chan_0", [.. damaged, .. Packet(0, 300, Switch(310, "c", "d"), Tick(311))]));

        var report = Count(trace, faults: 1);

        Assert.Equal("d 1; lost 210", CpuLines.Text(report.Tally.Untimed));
    }

    [Fact]
    public void Another_channel_of_the_cpu_takes_nothing_and_gives_nothing()
    {
        using var trace = Trace(
            ("chan_0", [.. Packet(0, 100, Switch(110, "a", "b")), .. Packet(0, 200, Switch(210, "b", "c"))]),
            ("other_0", OtherPacket(100, SmallTrace.Bytes(0, 5UL), SmallTrace.Bytes(0, 115UL), SmallTrace.Bytes(0, 999UL))));

        foreach (var changes in (int[])[2, 100]) Assert.Equal("b 100", CpuLines.Text(Count(trace, Asked with { ThreadChanges = changes }).Tally.Untimed));
    }

    [Fact]
    public void Channels_that_tell_switches_and_execs_apart_are_read_together()
    {
        using var trace = new SmallTrace(Kernel.Replace("FREQUENCY", "1000000000") + Exec,
            ("chan_0", [.. Packet(0, 100, Switch(110, "a", "b")), .. Packet(0, 200, Switch(210, "c", "d"))]),
            ("other_0", OtherPacket(100, SmallTrace.Bytes(0, 105UL), SmallTrace.Bytes(1, 150UL, "/bin/c"), SmallTrace.Bytes(0, 230UL))));

        var report = Count(trace);

        Assert.Equal("a 5, b 40, c 60, d 20", CpuLines.Text(report.Tally.Untimed));
        Assert.Equal([new CpuTail("chan_0", 0, 230, "d", null, IsLossBehind: false)], report.CpuTails);
    }

    [Fact]
    public void Where_no_switch_is_told_nobody_is_known()
    {
        using var trace = Trace(("chan_0", Packet(0, 100, Tick(100), Executed(110, "/bin/x"), Tick(120))));

        Assert.Equal("(unknown) 20", CpuLines.Text(Count(trace).Tally.Untimed));
    }

    [Fact]
    public void The_pieces_of_a_clock_s_cycles_add_up_to_whole_nanoseconds()
    {
        using var trace = Trace("3", ("chan_0", Packet(0, 0, Switch(1, "a", "b"), Switch(2, "b", "a"), Switch(3, "a", "b"), Switch(4, "b", "c"))));

        Assert.Equal($"a 333333334, b 666666666", CpuLines.Text(Count(trace).Tally.Untimed));
    }

    [Fact]
    public void Intervals_that_a_turn_lasts_through_each_get_their_part_up_to_the_limit()
    {
        using var trace = Trace(("chan_0", Packet(0, 0, Switch(Second / 2, "a", "b"), Switch(5 * Second, "b", "a"))));
        var options = Asked with { Interval = IntervalLength.All[0] };

        Assert.Equal(["0 b: 500000000", "1 b: 1000000000", "2 b: 1000000000", "3 b: 1000000000", "4 b: 1000000000"], CpuLines.Of(Count(trace, options).Tally));

        var few = Count(trace, options with { MaximumIntervals = 2 }, faults: 1);
        Assert.Equal(4_500_000_000, few.Tally.Total().CpuByProcess["b"]);
        Assert.Equal(2, few.Tally.Intervals.Count);
    }

    [Fact]
    public void Time_that_steps_back_lasts_nothing()
    {
        using var trace = Trace(("chan_0", Packet(0, 0, Switch(500, "a", "b"), Switch(300, "b", "c"), Switch(320, "c", "a"), Tick(330))));

        Assert.Equal("a 10, c 20", CpuLines.Text(Count(trace).Tally.Untimed));
    }

    private static CountReport Count(SmallTrace trace, CountOptions? options = null, int faults = 0)
    {
        var plan = TraceCounter.Count(trace.Path, (options ?? Asked) with { Threads = 2 });
        var slow = TraceCounter.Count(trace.Path, (options ?? Asked) with { Reader = ReaderKind.Checked });
        Assert.Equal(CpuLines.Of(slow.Tally), CpuLines.Of(plan.Tally));
        Assert.Equal(slow.CpuTails, plan.CpuTails);
        Assert.Equal((faults, faults), (slow.Faults.Count, plan.Faults.Count));
        return plan;
    }

    private static SmallTrace Trace(params (string Name, byte[] Bytes)[] streams) => Trace("1000000000", streams);

    private static SmallTrace Trace(string frequency, params (string Name, byte[] Bytes)[] streams) => new(Kernel.Replace("FREQUENCY", frequency), streams);

    private static byte[] Packet(byte discarded, ulong begin, params byte[][] events) => Packet(0, discarded, begin, events);

    private static byte[] OtherPacket(ulong begin, params byte[][] events) => Packet(1, 0, begin, events);

    private static byte[] Packet(byte stream, byte discarded, ulong begin, byte[][] events)
    {
        byte[] content = [.. events.SelectMany(bytes => bytes)];
        var bits = (uint)(2 + 4 + 4 + 8 + 2 + content.Length) * 8;
        return SmallTrace.Bytes(stream, (byte)7, bits, bits, begin, (byte)0, discarded, content);
    }

    private static byte[] Tick(ulong time) => SmallTrace.Bytes(2, time);

    private static byte[] Switch(ulong time, string previous, string next) => SmallTrace.Bytes(0, time, SmallTrace.Comm(previous), SmallTrace.Comm(next));

    private static byte[] Executed(ulong time, string file) => SmallTrace.Bytes(1, time, file);
}
