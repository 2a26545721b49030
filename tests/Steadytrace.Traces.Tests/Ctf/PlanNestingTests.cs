using Steadytrace.Traces.Ctf.Checked;
using Steadytrace.Traces.Ctf.Counting;
using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Ctf.Plan;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ctf;

/// <summary>Layouts that the plan reads itself, however deep they are nested.</summary>
public sealed class PlanNestingTests
{
    private const int Rounds = 30;
    private const string Types = """
        typealias integer { size = 8; } := u8; typealias integer { size = 16; } := u16; typealias integer { size = 24; } := u24;
        typealias integer { size = 32; } := u32; typealias integer { size = 64; } := u64; typealias integer { size = 8; encoding = UTF8; } := char_t;
        typealias integer { size = 16; align = 32; } := wide;
        """;

    public static TheoryData<string> Payloads() =>
    [
        "enum : u8 { A = 0 ... 1, B } t; variant <t> { u16 A; u8 B; } v; u8 z;",
        "enum : integer { size = 8; signed = true; } { A = -3 ... 0, B } t; variant <t> { string A; struct { u8 n; u16 x[n]; } B; } v;",
        "enum : integer { size = 3; } { A = 0 ... 1, B = 2 ... 7 } t; variant <t> { integer { size = 5; } A; integer { size = 13; } B; } v; string s;",
        "enum : integer { size = 3; } { A = 0 ... 1, B = 2 ... 7 } t; variant <t> { integer { size = 2; } A; integer { size = 10; } B; } v; integer { size = 3; } r; u8 z;",
        "u8 n; string s[n]; u8 z;",
        "string s[3]; u8 z;",
        "u8 n; struct { u8 m; u16 x[m]; string s; } x[n]; u32 z;",
        "u8 n; u8 m; u16 x[n][m]; u8 y[m][2][n];",
        "u8 n; u16 a[n]; u8 b[n]; u16 c[n];",
        "u8 n; wide x[n]; u8 z;",
        "u8 n; struct { u8 m; wide x[m]; } x[n]; u8 z;",
        "u24 n; u8 x[n];",
        "integer { size = 4; } n; integer { size = 4; } m; u8 x[n]; struct { enum : u8 { A, B, C = 3 ... 255 } t; variant <t> { u8 A; string B; struct { string s; u8 k; u8 x[k]; } C; } v; } y[m];",
        "struct { u8 n; } a[2]; u8 k; struct { enum : u8 { A = 0 ... 255 } t; variant <t> { struct { u8 n; u16 x[n]; } A; } v; } b[k];",
        "u8 n; struct { u16 a; u8 b; } align(32) x[n]; u8 z;",
        "u8 n; char_t s[n]; floating_point { exp_dig = 5; mant_dig = 11; } f; floating_point { exp_dig = 11; mant_dig = 53; align = 8; } g[n];",
        "u8 a[stream.packet.context.p]; u8 b[stream.event.header.n]; u8 c[stream.event.context.c]; u8 d[trace.packet.header.h];",
        "variant <stream.packet.context.t> { u8 A; string B; } v; variant <stream.event.header.k> { u16 A; struct { u8 n; u8 x[n]; } B; } w;",
    ];

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Any_content_is_counted_by_the_plan_as_by_the_checked_reader(string payload)
    {
        foreach (var order in (string[])["le", "be"])
        {
            var metadata = Types + $$"""
                trace { major = 1; minor = 8; byte_order = {{order}}; packet.header := struct { u8 h; }; };
                stream {
                  packet.context := struct { u8 p; enum : u8 { A = 0 ... 1, B = 2 ... 255 } t; };
                  event.header := struct { u8 n; enum : u8 { A = 0 ... 1, B = 2 ... 255 } k; u8 id; };
                  event.context := struct { u8 c; };
                };
                event { name = a; id = 0; fields := struct { {{payload}} }; };
                event { name = b; id = 1; fields := struct { u16 x; }; };
                event { name = c; id = 2; fields := struct { {{payload}} }; };
                """;
            var random = new Random(5);
            long counted = 0, left = 0;
            for (var round = 0; round < Rounds; round++)
            {
                var bytes = new byte[random.Next(1, 1000)];
                for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(random.Next(12) == 0 ? random.Next(256) : random.Next(3));
                using var trace = new SmallTrace(metadata, ("stream", bytes));

                var report = trace.Count();

                Assert.Empty(report.Notes);
                counted += report.Tally.Events;
                left += LeftByTheLoop(trace);
            }

            // Left are the damaged event at each end, and what has elements that take no room.
            Assert.True(counted > 20, $"{counted} events");
            Assert.True(left - Rounds < counted * 2 / 3, $"{left} of {counted} events were left to the checked reader");
        }
    }

    private static long LeftByTheLoop(SmallTrace trace)
    {
        var directory = TraceDirectory.Open(trace.Path);
        using var file = StreamFile.Open(Path.Combine(trace.Path, "stream"), trace.Path, directory);
        var table = new CountTable(file.First.Stream, new TimeSlots(new CountOptions()), new TallyRoom(1, 100));
        table.Begin(new PacketBatch(null!, file, null, tracksThreads: false, new ThreadSegment()), new Tally());
        table.Enter(TimeSlot.Untimed);
        var reader = new PlanReader(StreamPlan.Of(file.First.Stream, out _)!, table);
        var values = new FieldValues();
        values.Slots.Reserve(file.First.Stream.Slots);
        values.BeginPacket(file.First.Slots);
        try
        {
            var bit = file.First.EventsBit;
            reader.Count(file.Bytes, file.First, ref bit, values, entersIntervals: false);
        }
        catch (DamagedPacketException)
        {
            // Random bytes end so.
        }

        return reader.Left;
    }

    [Fact]
    public void Elements_that_take_no_room_are_left_to_the_reader_that_limits_them()
    {
        const string Metadata = Types + """
            trace { major = 1; minor = 8; byte_order = le; };
            event { name = a; fields := struct { u32 n; u32 m; struct { u8 k; u8 x[k]; } x[n][m]; }; };
            """;
        using var trace = new SmallTrace(Metadata, ("stream", [.. Enumerable.Repeat(SmallTrace.Bytes(uint.MaxValue, 0u), 1000).SelectMany(bytes => bytes)]));

        Assert.Contains("no room", Assert.Single(trace.Count().Faults).Reason);
    }

    [Theory]
    [InlineData("string procname;", "string", "")]
    [InlineData("char_t procname[8];", "array of 8", "")]
    [InlineData("u8 n; char_t procname[n];", "sequence", "")]
    [InlineData("string before; char_t procname[16];", "behind a text", "")]
    [InlineData("u8 other;", "the event's own", "char_t procname[16];")]
    [InlineData("u8 other;", "the event's own text", "string procname;")]
    public void Process_names_of_any_form_are_found_by_the_plan(string streamContext, string form, string eventContext)
    {
        var metadata = Types + $$"""
            trace { major = 1; minor = 8; byte_order = le; }; clock { name = c; freq = 1000000000; };
            stream { event.header := struct { u64 timestamp; }; event.context := struct { {{streamContext}} }; };
            event { name = a; context := struct { {{(eventContext.Length > 0 ? eventContext : "u8 nothing;")}} }; fields := struct { u8 x; }; };
            """;
        byte[] Name(string name) => form switch
        {
            "string" => [.. SmallTrace.Bytes(name), 0],
            "array of 8" => [.. SmallTrace.Comm(name)[..8], 0],
            "sequence" => [(byte)name.Length, .. SmallTrace.Bytes(name)[..name.Length], 0],
            "behind a text" => [.. SmallTrace.Bytes("skip"), .. SmallTrace.Comm(name), 0],
            "the event's own" => [0, .. SmallTrace.Comm(name)],
            _ => [0, .. SmallTrace.Bytes(name)],
        };
        const ulong Second = 1_000_000_000;
        string[] names = ["bash", "sshd", "bash", "init", "sshd", "bash"];
        using var trace = new SmallTrace(metadata, ("stream", [.. names.SelectMany((name, i) => (byte[])[.. SmallTrace.Bytes((ulong)i * Second / 2), .. Name(name), 7])]));

        foreach (var interval in (IntervalLength?[])[null, IntervalLength.All[0]])
        {
            var report = trace.Count(new CountOptions { Interval = interval });

            Assert.Empty(report.Faults);
            Assert.Empty(report.Notes);
            Assert.Equal(["bash 3", "init 1", "sshd 2"], report.Tally.Total().ByProcess.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
        }
    }
}
