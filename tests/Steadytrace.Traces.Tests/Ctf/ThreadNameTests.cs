using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ctf;

public sealed class ThreadNameTests
{
    // A stamp of its own for each event, so that channels can be put in order of time.
    private const string Kernel = """
        typealias integer { size = 8; } := u8; typealias integer { size = 32; } := u32; typealias integer { size = 64; } := u64;
        typealias integer { size = 8; encoding = UTF8; } := char_t;
        trace { major = 1; minor = 8; byte_order = le; uuid = "2a6422d0-6cee-11e0-8c08-cb07d7b3a564"; packet.header := struct { u8 stream_id; u8 stream_instance_id; }; };
        clock { name = mono; };
        stream { id = 0; packet.context := struct { u32 packet_size; u32 content_size; u64 timestamp_begin; u8 cpu_id; }; event.header := struct { u8 id; u64 timestamp; }; };
        stream { id = 1; packet.context := struct { u32 packet_size; u32 content_size; u64 timestamp_begin; u8 cpu_id; }; event.header := struct { u8 id; u64 timestamp; }; };
        event { name = sched_switch; id = 0; stream_id = 0; fields := struct { char_t _prev_comm[16]; char_t _next_comm[16]; }; };
        event { name = sched_process_exec; id = 1; stream_id = 0; fields := struct { string _filename; }; };
        event { name = tick; id = 2; stream_id = 0; };
        event { name = tock; id = 0; stream_id = 1; };
        """;

    [Fact]
    public void The_thread_of_a_packets_first_events_is_known_from_the_packet_before()
    {
        using var trace = new SmallTrace(Kernel, ("chan_0",
            [.. Packet(0, 100, Tick(100), Switch(110, "a", "b"), Tick(120)), .. Packet(0, 200, Tick(200), Exec(210, "/usr/bin/a-name-of-more-than-15-bytes"), Tick(220)), .. Packet(0, 300, Tick(300))]));

        foreach (var threads in (int[])[1, 2])
            Assert.Equal("a 2, a-name-of-more- 2, b 3", Processes(trace.Count(new CountOptions { Threads = threads })));
    }

    [Fact]
    public void An_exec_before_any_switch_names_nobody()
    {
        using var trace = new SmallTrace(Kernel, ("chan_0", [.. Packet(0, 100, Tick(100), Exec(110, "/bin/x"), Tick(120)), .. Packet(0, 200, Tick(200), Switch(210, "p", "n"))]));

        Assert.Equal("p 5", Processes(trace.Count()));
    }

    [Fact]
    public void Without_a_switch_nobody_is_known()
    {
        using var trace = new SmallTrace(Kernel, ("chan_0", Packet(0, 100, Tick(100), Exec(110, "/bin/x"), Tick(120))));

        Assert.Equal("(unknown) 3", Processes(trace.Count()));
    }

    [Fact]
    public void Bytes_behind_a_names_end_do_not_make_another_name()
    {
        using var trace = new SmallTrace(Kernel, ("chan_0", Packet(0, 100,
            SmallTrace.Bytes(0, 100UL, SmallTrace.Comm("a", 1), SmallTrace.Comm("b", 2)), SmallTrace.Bytes(0, 101UL, SmallTrace.Comm("b", 3), SmallTrace.Comm("a", 4)), Tick(102))));

        Assert.Equal("a 2, b 1", Processes(trace.Count()));
    }

    [Theory]
    [InlineData(255, "")]
    [InlineData(254, "é")]
    [InlineData(253, "\U0001F600")]
    [InlineData(255, "x and a million more")]
    public void A_name_is_cut_behind_255_bytes_and_never_within_a_character(int letters, string rest)
    {
        using var trace = new SmallTrace(
            "trace { major = 1; minor = 8; byte_order = le; }; stream { event.context := struct { string procname; }; }; event { name = tick; };",
            ("chan_0", SmallTrace.Bytes(new string('n', letters) + rest)));

        Assert.Equal($"{new string('n', letters)} 1", Processes(trace.Count()));
    }

    [Fact]
    public void A_second_channel_of_the_cpu_takes_its_threads_from_the_first_in_order_of_time()
    {
        using var trace = new SmallTrace(Kernel,
            ("chan_0", [.. Packet(0, 100, Switch(110, "a", "b")), .. Packet(0, 200, Switch(210, "b", "c"))]),
            ("other_0", Packet(1, 100, Tock(105), Tock(115), Tock(205), Tock(215), Tock(220))));

        var report = trace.Count();

        Assert.Equal("a 2, b 3, c 2", Processes(report));
        Assert.Empty(report.Notes);
    }

    [Fact]
    public void Threads_and_intervals_are_kept_apart()
    {
        const ulong Second = 1_000_000_000;
        using var trace = new SmallTrace(Kernel, ("chan_0", Packet(0, 0, Tick(1), Tick(Second), Switch(Second + 1, "a", "b"), Tick(2 * Second))));

        var tally = trace.Count(new CountOptions { Interval = IntervalLength.All[0], ShiftNanoseconds = 10 * (long)Second }).Tally;

        Assert.Equal(["10: a 1", "11: a 2", "12: b 1"], tally.Intervals.Select(pair => $"{pair.Key}: {Processes(pair.Value)}"));
    }

    private static string Processes(CountReport report)
    {
        Assert.Empty(report.Faults);
        return Processes(report.Tally.Total());
    }

    private static string Processes(IntervalTally tally) => string.Join(", ", tally.ByProcess.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));

    private static byte[] Packet(int stream, ulong begin, params byte[][] events)
    {
        byte[] content = [.. events.SelectMany(bytes => bytes)];
        var bits = (uint)(2 + 4 + 4 + 8 + 1 + content.Length) * 8;
        return SmallTrace.Bytes(stream, 7, bits, bits, begin, 0, content);
    }

    private static byte[] Tick(ulong time) => SmallTrace.Bytes(2, time);

    private static byte[] Tock(ulong time) => SmallTrace.Bytes(0, time);

    private static byte[] Switch(ulong time, string previous, string next) => SmallTrace.Bytes(0, time, SmallTrace.Comm(previous), SmallTrace.Comm(next));

    private static byte[] Exec(ulong time, string file) => SmallTrace.Bytes(1, time, file);
}
