using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ctf;

public sealed class PlanTests
{
    private const string Begin = """
        typealias integer { size = 8; } := u8; typealias integer { size = 16; } := u16; typealias integer { size = 32; } := u32; typealias integer { size = 64; } := u64;
        typealias integer { size = 8; encoding = UTF8; } := char_t;
        trace { major = 1; minor = 8; byte_order = le; };
        """;

    [Fact]
    public void Memory_does_not_grow_with_the_number_of_events()
    {
        const string Metadata = Begin + "stream { event.header := struct { u8 id; }; event.context := struct { char_t procname[16]; }; }; event { name = a; id = 0; fields := struct { string s; }; };";
        var one = SmallTrace.Bytes(0, SmallTrace.Comm("x"), "text");

        var (few, many) = (Allocated(1_000), Allocated(100_000));

        Assert.InRange(many - few, -100_000, 20_000);

        long Allocated(int events)
        {
            using var trace = new SmallTrace(Metadata, ("stream", [.. Enumerable.Repeat(one, events).SelectMany(bytes => bytes)]));
            Assert.Equal(events, TraceCounter.Count(trace.Path, new CountOptions()).Tally.Events);
            var before = GC.GetAllocatedBytesForCurrentThread();
            TraceCounter.Count(trace.Path, new CountOptions());
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData("u8 a; u64 b[2]; u16 c;", 27)]
    [InlineData("u8 a; string s; u16 n; u32 x[n]; u8 z;", 1 + 3 + 2 + 8 + 1)]
    [InlineData("integer { size = 3; } a; integer { size = 13; } n; u8 x[n];", 2)]
    [InlineData("u8 n; integer { size = 1; } bits[n]; u8 z;", 1 + 1 + 1)]
    [InlineData("string a; string b;", 2)]
    [InlineData("enum : u8 { A = 0 ... 255 } t; variant <t> { u16 A; } v;", 3)]
    [InlineData("u16 n; struct { string s; } x[n];", 2)]
    public void Both_readers_agree_on_any_content(string fields, int least)
    {
        var random = new Random(3);
        for (var round = 0; round < 40; round++)
        {
            var bytes = new byte[random.Next(least, 400)];
            for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(random.Next(4) == 0 ? random.Next(256) : random.Next(3));
            using var trace = new SmallTrace(Begin + $"event {{ name = a; fields := struct {{ {fields} }}; }};", ("stream", bytes));

            trace.Count();
        }
    }

    [Fact]
    public void Compact_and_extended_headers_are_read_in_both_byte_orders()
    {
        const string Header = """
            stream { event.header := struct { enum : integer { size = 5; } { compact = 0 ... 30, extended = 31 } id; variant <id> {
              struct { integer { size = 27; map = clock.c.value; } timestamp; } compact;
              struct { integer { size = 32; align = 8; } id; integer { size = 64; align = 8; map = clock.c.value; } timestamp; } extended; } v; } align(8); };
            event { name = one; id = 1; fields := struct { integer { size = 16; } x; }; }; event { name = far; id = 70000; };
            """;
        const ulong Second = 1_000_000_000;
        var options = new CountOptions { Interval = IntervalLength.All[0] };
        foreach (var big in (bool[])[false, true])
        {
            byte[] Order(byte[] bytes) => big ? [.. bytes.Reverse()] : bytes;
            byte[] Compact(uint stamp) => Order(BitConverter.GetBytes(big ? 1u << 27 | stamp : 1u | stamp << 5));
            byte[] Extended(ulong stamp) => [big ? (byte)(31 << 3) : (byte)31, .. Order(BitConverter.GetBytes(70000u)), .. Order(BitConverter.GetBytes(stamp))];
            using var trace = new SmallTrace(
                $"trace {{ major = 1; minor = 8; byte_order = {(big ? "be" : "le")}; }}; clock {{ name = c; freq = 1000000000; offset_s = 5; }};" + Header,
                ("stream", [.. Compact(10), 0, 0, .. Extended(Second), .. Compact((uint)(Second & 0x7FFFFFF) + 1), 0, 0, .. Compact(0), 0, 0]));

            var report = trace.Count(options);

            Assert.Empty(report.Faults);
            Assert.Empty(report.Notes);
            Assert.Equal(["5 one 1", "6 far 1", "6 one 2"], report.Tally.Intervals.SelectMany(pair => pair.Value.ByEvent.OrderBy(count => count.Key).Select(count => $"{pair.Key} {count.Key} {count.Value}")));
        }
    }

    [Fact]
    public void Names_of_more_than_sixteen_bytes_are_told_apart()
    {
        const string Metadata = Begin + "stream { event.context := struct { char_t procname[20]; }; }; event { name = a; };";
        byte[] Name(string name) => [.. SmallTrace.Bytes(name), .. new byte[19 - name.Length]];
        using var trace = new SmallTrace(Metadata, ("stream", [.. Name("sixteen-letters-A"), .. Name("sixteen-letters-B"), .. Name("sixteen-letters-"), .. Name("short"), .. Name("sixteen-letters-B")]));

        var names = trace.Count().Tally.Total().ByProcess;

        Assert.Equal(["short 1", "sixteen-letters- 1", "sixteen-letters-A 1", "sixteen-letters-B 2"], names.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
    }
}
