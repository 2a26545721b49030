using Steadytrace.Traces.Tests.Ctf;

namespace Steadytrace.Traces.Tests.Ranges;

/// <summary>What lies outside a range is not counted, but tells who runs inside it; where it tells nothing, it is not read.</summary>
public sealed class RangeAndThreadsTests
{
    private const string Begin = """
        typealias integer { size = 8; } := u8; typealias integer { size = 32; } := u32; typealias integer { size = 64; } := u64;
        typealias integer { size = 8; encoding = UTF8; } := char_t;
        trace { major = 1; minor = 8; byte_order = le; packet.header := struct { u8 stream_id; }; };
        clock { name = mono; };
        env { tracer_name = "lttng-modules"; tracer_major = 2; tracer_minor = 13; };
        stream { id = 0; packet.context := struct { u32 packet_size; u32 content_size; u64 timestamp_begin; u64 timestamp_end; u8 cpu_id; }; event.header := struct { u8 id; u64 timestamp; }; };
        event { name = tick; id = 2; stream_id = 0; };
        """;

    private const string Switches = """
        event { name = sched_switch; id = 0; stream_id = 0; fields := struct { char_t _prev_comm[16]; char_t _next_comm[16]; }; };
        event { name = sched_process_exec; id = 1; stream_id = 0; fields := struct { string _filename; }; };
        """;

    [Fact]
    public void The_thread_at_the_range_s_begin_is_known_from_packets_before_it()
    {
        using var trace = new SmallTrace(Begin + Switches, ("chan_0",
            [.. Packet(100, 199, Switch(110, "a", "b")), .. Packet(200, 299, Exec(210, "/bin/c")), .. Packet(300, 399, Tick(310), Tick(320)), .. Packet(400, 499, Switch(410, "c", "d"))]));

        foreach (var threads in (int[])[1, 2])
            Assert.Equal("c 2", Processes(trace.Count(new CountOptions { FromUnixNanoseconds = 300, ToUnixNanoseconds = 400, Threads = threads })));
    }

    [Fact]
    public void The_thread_of_a_range_without_switches_is_known_from_packets_after_it()
    {
        using var trace = new SmallTrace(Begin + Switches, ("chan_0", [.. Packet(100, 199, Tick(110)), .. Packet(200, 299, Switch(210, "a", "b"), Switch(220, "b", "c"))]));

        Assert.Equal("a 1", Processes(trace.Count(new CountOptions { ToUnixNanoseconds = 200 })));
    }

    [Fact]
    public void Inside_a_packet_the_range_begins_and_ends_at_its_nanosecond()
    {
        using var trace = new SmallTrace(Begin + Switches, ("chan_0", Packet(100, 199, Switch(110, "a", "b"), Tick(120), Tick(130), Tick(140), Switch(150, "b", "c"), Tick(160))));

        Assert.Equal("b 2", Processes(trace.Count(new CountOptions { FromUnixNanoseconds = 130, ToUnixNanoseconds = 150 })));
        Assert.Equal("b 3", Processes(trace.Count(new CountOptions { FromUnixNanoseconds = 130, ToUnixNanoseconds = 151 })));
        Assert.Equal("b 2, c 1", Processes(trace.Count(new CountOptions { FromUnixNanoseconds = 131 })));
    }

    [Fact]
    public void Packets_outside_the_range_are_read_only_where_they_tell_threads()
    {
        byte[] packets = [.. Packet(100, 199, Tick(110)), .. Packet(200, 299, Tick(210)), .. Packet(300, 399, Tick(310)), .. Packet(400, 499, Tick(410))];
        using var plain = new SmallTrace(Begin, ("chan_0", packets));
        using var switched = new SmallTrace(Begin + Switches, ("chan_0", packets));
        var range = new CountOptions { FromUnixNanoseconds = 250, ToUnixNanoseconds = 350 };

        Assert.Equal((1, 2), (plain.Count(range).Tally.Events, plain.Count(range).Tally.Packets));
        Assert.Equal((1, 4), (switched.Count(range).Tally.Events, switched.Count(range).Tally.Packets));
    }

    private static string Processes(CountReport report)
    {
        Assert.Empty(report.Faults);
        return string.Join(", ", report.Tally.Total().ByProcess.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
    }

    private static byte[] Packet(ulong begin, ulong end, params byte[][] events)
    {
        byte[] content = [.. events.SelectMany(bytes => bytes)];
        var bits = (uint)(1 + 4 + 4 + 8 + 8 + 1 + content.Length) * 8;
        return SmallTrace.Bytes(0, bits, bits, begin, end, 0, content);
    }

    private static byte[] Tick(ulong time) => SmallTrace.Bytes(2, time);

    private static byte[] Switch(ulong time, string previous, string next) => SmallTrace.Bytes(0, time, SmallTrace.Comm(previous), SmallTrace.Comm(next));

    private static byte[] Exec(ulong time, string file) => SmallTrace.Bytes(1, time, file);
}
