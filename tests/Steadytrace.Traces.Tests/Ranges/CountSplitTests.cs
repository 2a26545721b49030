using Steadytrace.Testing;
using Steadytrace.Traces.Tallies;
using Steadytrace.Traces.Tests.Ctf;

namespace Steadytrace.Traces.Tests.Ranges;

public sealed class CountSplitTests
{
    [SharedTraceTheory]
    [InlineData("kernel-16cores")]
    [InlineData("kernel-big-endian")]
    [InlineData("kernel-rotated-files")]
    [InlineData("kernel-and-ust-lost")]
    [InlineData("kernel-two-hosts")]
    public void The_parts_add_up_to_the_whole(string name)
    {
        var trace = SharedTraces.Path(name);
        var options = new CountOptions { Interval = IntervalLength.All[0], Threads = 2 };
        var alone = TraceCounter.Count(trace, options);
        foreach (var reader in Enum.GetValues<ReaderKind>())
        {
            foreach (var split in new[] { CountSplit.Cpu, CountSplit.Stream })
            {
                var report = TraceCounter.Count(trace, options with { Split = split, Reader = reader });

                var sum = new Tally();
                foreach (var part in report.Parts.Values) sum.Add(part);
                Assert.Equal(OracleTally.Of(alone.Tally, alone.Tally), OracleTally.Of(sum, sum));
                Assert.Equal(OracleTally.Of(alone.Tally, alone.Tally), OracleTally.Of(report.Tally, report.Tally));
                Assert.Equal((alone.Tally.Packets, alone.Tally.LostPackets), (sum.Packets, sum.LostPackets));
            }
        }
    }

    [SharedTraceTheory]
    [InlineData("kernel-16cores")]
    [InlineData("kernel-big-endian")]
    [InlineData("kernel-and-ust-lost/ust")]
    public void Each_cpu_has_the_events_that_babeltrace2_gives_it(string name)
    {
        var trace = SharedTraces.Path(name);
        var expected = TimedEvent.Of(trace).GroupBy(e => (Cpu: $"cpu {e.Cpu}", e.Name, e.Process)).Select(cell => $"{cell.Key}: {cell.Count()}").Order(StringComparer.Ordinal);

        var parts = TraceCounter.Count(trace, new CountOptions { Split = CountSplit.Cpu, Threads = 2 }).Parts;

        Assert.Equal(expected, parts.SelectMany(part => part.Value.Total().ByPair.Select(pair => $"{(part.Key, pair.Key.Event.Name, pair.Key.Process)}: {pair.Value}")).Order(StringComparer.Ordinal));
    }

    [SharedTraceFact]
    public void A_stream_goes_by_its_first_file_and_has_what_it_has_alone()
    {
        var parts = TraceCounter.Count(SharedTraces.Path("kernel-and-ust-lost"), new CountOptions { Split = CountSplit.Stream }).Parts;

        Assert.All(parts.Keys, name => Assert.True(File.Exists(SharedTraces.Path("kernel-and-ust-lost/" + name)), name));
        Assert.Equal(4_000, parts.Where(part => part.Key.StartsWith("ust/", StringComparison.Ordinal)).Sum(part => part.Value.Events));
        Assert.Equal(parts.Keys.Order(StringComparer.Ordinal), parts.Keys);
    }

    [SharedTraceFact]
    public void Without_a_split_there_are_no_parts() => Assert.Empty(TraceCounter.Count(SharedTraces.Path("kernel-big-endian"), new CountOptions()).Parts);

    [Fact]
    public void More_parts_than_are_kept_are_added_up_in_one()
    {
        var parts = new TallyParts(CountSplit.Cpu, new TallyRoom(1, 1));
        for (ulong cpu = 0; cpu < CountReport.MaximumParts + 10; cpu++) parts.Of(parts.NameOf(cpu, "")).Untimed.Add(TracedEvent.FromName("tick"), "a", 1);

        Assert.Equal(CountReport.MaximumParts + 1, parts.Told().Count);
        Assert.Equal(10, parts.Told()[CountReport.OtherParts].Events);
        Assert.Equal(CountReport.MaximumParts + 10, parts.Sum().Events);
    }
}
