using Steadytrace.Traces.Tallies;
using static Steadytrace.Traces.Tests.Ctf.Json.JsonTrace;

namespace Steadytrace.Traces.Tests.Ctf.Json;

/// <summary>Meaning comes from roles; the few names that tracers agree on (<c>cpu_id</c>, <c>procname</c>, <c>prev_comm</c>, …) tell processes.</summary>
public sealed class RoleTests
{
    private const ulong Second = 1_000_000_000;
    private static readonly CountOptions BySecond = new() { Interval = IntervalLength.All[0] };

    [Theory]
    [InlineData("procname")]
    [InlineData("_procname")]
    public void A_context_tells_the_process(string name)
    {
        foreach (var text in (string[])[StaticText(16), StaticText(17), Text, Array(16, U8)])
        {
            var isTerminated = text == Text;
            using var common = new SmallTrace(Metadata(StreamOf(common: Struct(Member(name, text))), Event("e", payload: Struct(Member("x", U8)))),
                ("stream", [.. Named("one"), 1, .. Named("two"), 1, .. Named("one"), 1]));
            using var specific = new SmallTrace(Metadata(AnyStream, Event("e", context: Struct(Member(name, text)))), ("stream", [.. Named("one"), .. Named("two"), .. Named("one")]));

            foreach (var trace in (SmallTrace[])[common, specific]) Assert.Equal(["one 2", "two 1"], Processes(trace.Count()));

            byte[] Named(string process) => isTerminated ? SmallTrace.Bytes(process) : [.. SmallTrace.Comm(process, garbage: 7), .. new byte[text.Contains("17") ? 1 : 0]];
        }
    }

    [Fact]
    public void A_sequence_of_wide_characters_or_bytes_is_no_process_name()
    {
        foreach (var text in (string[])["""{"type":"static-length-string","length":16,"encoding":"utf-16le"}""", """{"type":"static-length-blob","length":16}"""])
        {
            using var trace = new SmallTrace(Metadata(StreamOf(common: Struct(Member("procname", text))), Event("e")), ("stream", SmallTrace.Comm("one")));

            Assert.Equal(["(unknown) 1"], Processes(trace.Count()));
        }
    }

    [Fact]
    public void Switches_and_execs_tell_the_process_of_a_cpu()
    {
        var metadata = Metadata(
            StreamOf(packet: Struct(Member("cpu_id", U8)), header: Struct(Member("id", Uint(8, "event-record-class-id")))),
            Event("work"),
            Event("sched_switch", 1, Struct(Member("prev_comm", StaticText(16)), Member("prev_tid", U8), Member("next_comm", StaticText(16)))),
            Event("sched_process_exec", 2, Struct(Member("filename", Text))));
        using var trace = new SmallTrace(metadata, ("stream", SmallTrace.Bytes(3, 0, 1, SmallTrace.Comm("a"), 0, SmallTrace.Comm("b"), 0, 2, "/bin/program", 0)));

        var report = trace.Count();

        Assert.Empty(report.Notes);
        Assert.Equal(["a 2", "b 2", "program 1"], Processes(report));
    }

    [Fact]
    public void A_tracers_compact_header_is_read_by_the_plan()
    {
        const string Compact = """
            {"type":"structure","minimum-alignment":8,"member-classes":[
             {"name":"id","field-class":{"type":"fixed-length-unsigned-integer","length":5,"byte-order":"little-endian","roles":["event-record-class-id"]}},
             {"name":"v","field-class":{"type":"variant","selector-field-location":{"path":["id"]},"options":[
              {"selector-field-ranges":[[0,30]],"field-class":{"type":"structure","member-classes":[{"name":"timestamp","field-class":{"type":"fixed-length-unsigned-integer","length":27,"byte-order":"little-endian","roles":["default-clock-timestamp"]}}]}},
              {"selector-field-ranges":[[31,31]],"field-class":{"type":"structure","member-classes":[{"name":"id","field-class":"u32-id"},{"name":"timestamp","field-class":"u64-stamp"}]}}]}}]}
            """;
        var metadata = Metadata(
            """{"type":"field-class-alias","name":"u32-id","field-class":{"type":"fixed-length-unsigned-integer","length":32,"alignment":8,"byte-order":"little-endian","roles":["event-record-class-id"]}}""",
            """{"type":"field-class-alias","name":"u64-stamp","field-class":{"type":"fixed-length-unsigned-integer","length":64,"alignment":8,"byte-order":"little-endian","roles":["default-clock-timestamp"]}}""",
            $$"""{"type":"field-class-alias","name":"compact","field-class":{{Compact.ReplaceLineEndings("")}}}""",
            Clock, StreamOf("c", header: "\"compact\"", packet: Struct(Member("begin", "\"u64-stamp\""))), Event("one", 1, Struct(Member("x", U8))), Event("far", 70_000));
        using var trace = new SmallTrace(metadata, ("stream", SmallTrace.Bytes(5 * Second, Small(5 * Second + 1), 7, 31, 70_000u, 6 * Second, Small(6 * Second + 2), 7)));

        var report = trace.Count(BySecond);

        Assert.Empty(report.Faults);
        Assert.Empty(report.Notes);
        Assert.Equal(["5 one 1", "6 far 1", "6 one 1"], ByTime(report));

        static uint Small(ulong stamp) => 1 | (uint)stamp << 5;
    }

    [Fact]
    public void One_field_may_have_several_roles_and_one_role_several_fields()
    {
        var metadata = Metadata(
            StreamOf(packet: Struct(Member("size", Uint(16, "packet-total-length", "packet-content-length"))), header: Struct(Member("id", Uint(8, "event-record-class-id")), Member("wide", Uint(16, "event-record-class-id")))),
            Event("a", 300), Event("b", 1));
        using var trace = new SmallTrace(metadata, ("stream", SmallTrace.Bytes((ushort)(8 * 5), 1, (ushort)300, (ushort)(8 * 5), 44, (ushort)1)));

        Assert.Equal(["a 1", "b 1"], Events(trace.Count()));
    }

    [Fact]
    public void A_role_of_an_option_or_an_element_counts()
    {
        var id = Uint(8, "event-record-class-id");
        var metadata = Metadata(
            StreamOf(header: Struct(Member("k", U8), Member("v", Variant(At("k"), ("[[0,0]]", id), ("[[1,1]]", Array(2, id)), ("[[2,2]]", Text))))),
            Event("none"), Event("a", 5), Event("b", 6));
        using var trace = new SmallTrace(metadata, ("stream", SmallTrace.Bytes(0, 5, 1, 5, 6, 2, "x", 0, 6)));

        Assert.Equal(["a 1", "b 2", "none 1"], Events(trace.Count()));
    }

    [Fact]
    public void Discarded_events_are_the_difference_to_the_packet_before_and_wrap_with_their_field()
    {
        var metadata = Metadata(
            StreamOf(packet: Struct(Member("n", Uint(8, "discarded-event-record-counter-snapshot")), Member("q", Uint(8, "packet-sequence-number")), Member("s", Uint(8, "packet-total-length")))),
            Event("e", payload: Struct(Member("x", U8))));
        using var trace = new SmallTrace(metadata, ("stream", [250, 0, 32, 1, 253, 1, 32, 1, 2, 4, 32, 1]));

        var total = trace.Count().Tally.Total();

        Assert.Equal((3, 3 + 5, 2), (total.Events, total.Lost, total.LostPackets));
    }

    [Fact]
    public void Stamps_and_counters_of_variable_length_are_read()
    {
        var metadata = Metadata(Clock,
            StreamOf("c", Struct(Member("b", VariableUint("default-clock-timestamp")), Member("n", VariableUint("discarded-event-record-counter-snapshot")), Member("s", VariableUint("packet-total-length"))),
                Struct(Member("t", VariableUint("default-clock-timestamp")))),
            Event("e"));
        using var trace = new SmallTrace(metadata, ("stream",
            [.. Leb128(Second * 7), 5, 8 * 13, .. Leb128(Second * 8), 3, .. Leb128(Second * 9), 6, 8 * 8, 3]));

        var report = trace.Count(BySecond);

        Assert.Empty(report.Faults);

        // One byte is the lower seven bits of the clock, which moves on by less than 128 cycles.
        Assert.Equal(["8 e 2", "9 e 1"], ByTime(report));
        Assert.Equal(1, report.Tally.Lost);

        static byte[] Leb128(ulong value)
        {
            var bytes = new List<byte>();
            for (; value > 0x7F; value >>= 7) bytes.Add((byte)(value | 0x80));
            return [.. bytes, (byte)value];
        }
    }

    [Fact]
    public void Without_a_begin_each_packet_begins_at_the_clocks_zero()
    {
        var metadata = Metadata("""{"type":"clock-class","id":"c","frequency":10,"origin":{"name":"o","uid":"1"},"offset-from-origin":{"seconds":-5,"cycles":9},"precision":3,"accuracy":4,"description":"d"}""",
            StreamOf("c", Struct(Member("s", Uint(8, "packet-total-length"))), Struct(Member("t", Uint(8, "default-clock-timestamp")))), Event("e"));
        using var trace = new SmallTrace(metadata, ("stream", [24, 91, 1, 16, 1]));

        // 9.1 s - 4.1 s; the clock wraps at 256 cycles; the next packet's first second is negative.
        Assert.Equal(["-4 e 1", "21 e 1", "5 e 1"], ByTime(trace.Count(BySecond)));
    }

    [Fact]
    public void Without_ids_packets_are_of_stream_0_and_events_of_class_0()
    {
        var metadata = Metadata(StreamOf(id: 4), StreamOf(id: 0), """{"type":"event-record-class","data-stream-class-id":4,"name":"other"}""", Event("five", 5, Struct(Member("x", U8))), Event("zero", 0, Struct(Member("x", U8))));
        using var trace = new SmallTrace(metadata, ("stream", [1, 2]));
        using var none = new SmallTrace(Metadata(StreamOf(id: 4)), ("stream", [1, 2]));
        using var undeclared = new SmallTrace(Metadata(AnyStream, Event("five", 5, Struct(Member("x", U8)))), ("stream", [1, 2]));

        Assert.Equal(["zero 2"], Events(trace.Count()));
        Assert.Contains("does not tell its stream", Assert.Single(none.Count().Faults).Reason);
        Assert.Contains("event without id", Assert.Single(undeclared.Count().Faults).Reason);
    }

    [Fact]
    public void Files_of_one_data_stream_are_one_and_others_are_not()
    {
        var metadata = Metadata(Trace(Struct(Member("i", Uint(8, "data-stream-id"))), ",\"uid\":\"u\""), Clock,
            StreamOf("c", Struct(Member("b", Uint(8, "default-clock-timestamp")), Member("n", Uint(8, "discarded-event-record-counter-snapshot")))), Event("e", payload: Struct(Member("x", U8))));
        using var trace = new SmallTrace(metadata, ("b", [1, 1, 10, 1]), ("a", [1, 2, 15, 1]), ("c", [2, 2, 99, 1]));

        Assert.Equal(5, trace.Count().Tally.Lost);
    }

    [Fact]
    public void An_event_class_without_name_is_counted_by_its_id()
    {
        using var trace = new SmallTrace(Metadata(AnyStream, """{"type":"event-record-class","payload-field-class":{"type":"structure","member-classes":[{"name":"x","field-class":{"type":"variable-length-signed-integer"}}]}}"""), ("stream", [1]));

        Assert.Equal(["(unnamed 0) 1"], Events(trace.Count()));
    }

    private static string[] Events(CountReport report) => [.. report.Tally.Total().ByEvent.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal)];

    private static string[] Processes(CountReport report) => [.. report.Tally.Total().ByProcess.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal)];

    private static string[] ByTime(CountReport report) =>
        [.. report.Tally.Intervals.SelectMany(pair => pair.Value.ByEvent.Select(count => $"{pair.Key} {count.Key} {count.Value}")).Order(StringComparer.Ordinal)];
}
