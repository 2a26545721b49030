using Steadytrace.Testing;
using Steadytrace.Traces.Tallies;
using Steadytrace.Traces.Tests.Ctf;

namespace Steadytrace.Traces.Tests.Ranges;

/// <summary>Ranges of time, against what babeltrace2's text says of each event.</summary>
public sealed class TimeRangeTests
{
    private const int Seed = 20261124;

    public static TheoryData<string, ReaderKind, int> Readings()
    {
        var data = new TheoryData<string, ReaderKind, int>();
        foreach (var trace in new[] { "kernel-16cores", "kernel-big-endian", "kernel-rotated-files", "kernel-and-ust-lost/kernel", "kernel-and-ust-lost/ust" })
        {
            foreach (var reader in Enum.GetValues<ReaderKind>())
            {
                data.Add(trace, reader, 1);
                data.Add(trace, reader, 2);
            }
        }

        return data;
    }

    [SharedTraceTheory]
    [MemberData(nameof(Readings))]
    public void A_range_holds_the_events_that_babeltrace2_gives_it(string name, ReaderKind reader, int threads)
    {
        var trace = SharedTraces.Path(name);
        var events = TimedEvent.Of(trace);
        var random = new Random(Seed);
        for (var i = 0; i < 6; i++)
        {
            var (from, to) = Cut(events, random);

            var report = TraceCounter.Count(trace, Options(from, to, reader, threads));

            Assert.Empty(report.Faults);
            Assert.Equal(Pairs(events.Where(e => !(e.UnixNanoseconds < from) && !(e.UnixNanoseconds >= to))), Pairs(report.Tally));
        }
    }

    [SharedTraceTheory]
    [InlineData("kernel-big-endian")]
    [InlineData("kernel-and-ust-lost/ust")]
    public void A_range_holds_as_many_events_as_babeltrace2_trims_to(string name)
    {
        var trace = SharedTraces.Path(name);
        var events = TimedEvent.Of(trace);
        var (first, last) = (events[events.Count / 3].UnixNanoseconds, events[events.Count / 2].UnixNanoseconds);

        var report = TraceCounter.Count(trace, Options(first, last + 1, ReaderKind.Plan, 1));

        Assert.Equal(TimedEvent.Trimmed(trace, first, last).Count, report.Tally.Events);
    }

    [SharedTraceTheory]
    [InlineData("kernel-16cores", 3)]
    [InlineData("kernel-big-endian", 12)]
    [InlineData("kernel-rotated-files", 12)]
    [InlineData("kernel-and-ust-lost", 12)]
    [InlineData("kernel-two-hosts", 6)]
    [InlineData("ust-lost", 12)]
    [InlineData("conformance/ctf1.8-valid/session-rotation", 6)]
    public void Two_neighbouring_ranges_make_up_the_range_of_both(string name, int times)
    {
        var trace = SharedTraces.Path(name);
        var span = TraceCounter.Count(trace, new CountOptions { WithSpan = true }).Span!.Value;
        var random = new Random(Seed);
        foreach (var reader in Enum.GetValues<ReaderKind>())
        {
            for (var i = 0; i < times; i++)
            {
                var cuts = Enumerable.Range(0, 3).Select(_ => random.NextInt64(span.BeginUnixNanoseconds - 1000, span.EndUnixNanoseconds + 1000)).Order().ToList();
                var (from, middle, to) = (i % 3 == 1 ? null : (long?)cuts[0], cuts[1], i % 3 == 2 ? null : (long?)cuts[2]);
                var interval = i % 2 == 0 ? (IntervalLength?)null : IntervalLength.All[0];

                var both = new Tally();
                both.Add(TraceCounter.Count(trace, Options(from, middle, reader, 1) with { Interval = interval }).Tally);
                both.Add(TraceCounter.Count(trace, Options(middle, to, reader, 2) with { Interval = interval }).Tally);
                var whole = TraceCounter.Count(trace, Options(from, to, reader, 1) with { Interval = interval }).Tally;

                Assert.Equal(OracleTally.Of(whole, whole), OracleTally.Of(both, both));
                Assert.Equal(whole.LostPackets, both.LostPackets);
            }
        }
    }

    [SharedTraceFact]
    public void Intervals_at_a_range_s_ends_are_cut()
    {
        var trace = SharedTraces.Path("kernel-16cores");
        var events = TimedEvent.Of(trace);
        var from = events[0].UnixNanoseconds + 300_000_000;
        var to = from + 1_200_000_000;

        var tally = TraceCounter.Count(trace, Options(from, to, ReaderKind.Plan, 2) with { Interval = IntervalLength.All[0] }).Tally;

        var expected = events.Where(e => e.UnixNanoseconds >= from && e.UnixNanoseconds < to).GroupBy(e => e.UnixNanoseconds / 1_000_000_000);
        Assert.Equal(expected.Select(second => (second.Key, (long)second.Count())).Order(), tally.Intervals.Select(pair => (pair.Key, pair.Value.Events)));
        Assert.Equal(0, tally.Untimed.Events);
    }

    [SharedTraceFact]
    public void A_range_before_the_trace_or_after_it_holds_nothing()
    {
        var trace = SharedTraces.Path("kernel-and-ust-lost/ust");
        var span = TraceCounter.Count(trace, new CountOptions { WithSpan = true }).Span!.Value;

        var before = TraceCounter.Count(trace, new CountOptions { ToUnixNanoseconds = span.BeginUnixNanoseconds - 3_600_000_000_000 });
        var after = TraceCounter.Count(trace, new CountOptions { FromUnixNanoseconds = span.EndUnixNanoseconds + 3_600_000_000_000 });

        Assert.Equal((0, 0, 0), (before.Tally.Events, before.Tally.Lost, before.Tally.Packets));
        Assert.Equal((0, 0, 0), (after.Tally.Events, after.Tally.Lost, after.Tally.Packets));
    }

    [SharedTraceTheory]
    [InlineData("kernel-and-ust-lost/kernel")]
    [InlineData("ust-lost")]
    public void Loss_is_in_the_range_of_the_begin_of_the_packet_that_reports_it(string name)
    {
        var trace = SharedTraces.Path(name);
        var whole = TraceCounter.Count(trace, new CountOptions { WithSpan = true });
        var (low, high) = (whole.Span!.Value.BeginUnixNanoseconds, whole.Span.Value.EndUnixNanoseconds);
        long Lost(long to) => TraceCounter.Count(trace, new CountOptions { ToUnixNanoseconds = to }).Tally.Lost;

        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            if (Lost(middle) > 0) high = middle;
            else low = middle;
        }

        // The first loss comes at one nanosecond, which is the begin of a packet.
        Assert.Equal(0, Lost(high - 1));
        Assert.InRange(Lost(high), 1, whole.Tally.Lost);
        Assert.Equal(whole.Tally.Lost, TraceCounter.Count(trace, new CountOptions { FromUnixNanoseconds = high - 1 }).Tally.Lost);
        Assert.Equal(whole.Tally.Lost - Lost(high), TraceCounter.Count(trace, new CountOptions { FromUnixNanoseconds = high }).Tally.Lost);
    }

    [SharedTraceFact]
    public void A_shift_moves_the_events_and_not_the_range()
    {
        var trace = SharedTraces.Path("kernel-big-endian");
        var events = TimedEvent.Of(trace);
        var (from, to) = (events[3000].UnixNanoseconds, events[9000].UnixNanoseconds);
        const long Shift = 3_600_000_000_123;

        var moved = TraceCounter.Count(trace, Options(from + Shift, to + Shift, ReaderKind.Plan, 1) with { ShiftNanoseconds = Shift });

        Assert.Equal(Pairs(events.Where(e => e.UnixNanoseconds >= from && e.UnixNanoseconds < to)), Pairs(moved.Tally));
    }

    [Fact]
    public void A_stream_without_a_clock_lies_in_no_range_and_is_named()
    {
        using var trace = new SmallTrace("/* CTF 1.8 */ trace { major = 1; minor = 8; byte_order = le; }; stream { }; event { name = \"tick\"; fields := struct { integer { size = 8; } x; }; };", ("quiet", [1, 2, 3]));

        var whole = trace.Count(new CountOptions { WithSpan = true });
        var limited = trace.Count(new CountOptions { FromUnixNanoseconds = 0 });

        Assert.Equal(3, whole.Tally.Events);
        Assert.Null(whole.Span);
        Assert.Equal(0, limited.Tally.Events);
        Assert.Equal("quiet", Path.GetFileName(Assert.Single(limited.Faults).File));
        Assert.Contains("without a clock", limited.Faults[0].Reason, StringComparison.Ordinal);
    }

    [SharedTraceFact]
    public void A_range_that_ends_before_it_begins_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TraceCounter.Count(SharedTraces.Path("kernel-big-endian"), Options(2, 1, ReaderKind.Plan, 1)));

    private static (long? From, long? To) Cut(IReadOnlyList<TimedEvent> events, Random random)
    {
        var times = new[] { Time(), Time() };
        Array.Sort(times);
        return (random.Next(4) == 0 ? null : times[0], random.Next(4) == 0 ? null : times[1]);

        // On an event, or one nanosecond beside it: there a border that is off by one shows.
        long Time() => events[random.Next(events.Count)].UnixNanoseconds + random.Next(-1, 2);
    }

    private static CountOptions Options(long? from, long? to, ReaderKind reader, int threads) =>
        new() { FromUnixNanoseconds = from, ToUnixNanoseconds = to, Reader = reader, Threads = threads };

    private static List<string> Pairs(IEnumerable<TimedEvent> events) =>
        [.. events.GroupBy(e => (e.Name, e.Process)).Select(pair => $"{pair.Key.Name} of {pair.Key.Process}: {pair.Count()}").Order(StringComparer.Ordinal)];

    private static List<string> Pairs(Tally tally) =>
        [.. tally.Total().ByPair.Select(pair => $"{pair.Key.Event.Name} of {pair.Key.Process}: {pair.Value}").Order(StringComparer.Ordinal)];
}
