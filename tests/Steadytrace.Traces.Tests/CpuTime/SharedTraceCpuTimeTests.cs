using Steadytrace.Testing;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.CpuTime;

public sealed class SharedTraceCpuTimeTests
{
    private static readonly IntervalLength OneSecond = IntervalLength.All[0];

    [SharedTraceTheory]
    [InlineData("kernel-16cores", 16)]
    [InlineData("kernel-big-endian", 1)]
    [InlineData("kernel-rotated-files", 4)]
    public void Processes_of_a_real_trace_ran_as_long_as_babeltrace_says(string name, int cpus)
    {
        var expected = CpuOracle.Ask(SharedTraces.Path(name)).Single();

        foreach (var reader in Enum.GetValues<ReaderKind>())
        {
            foreach (var threads in (int[])[1, 2])
            {
                var options = new CountOptions { CpuTime = true, Reader = reader, Threads = threads, WithSpan = true };
                var whole = TraceCounter.Count(SharedTraces.Path(name), options);
                var bySecond = TraceCounter.Count(SharedTraces.Path(name), options with { Interval = OneSecond });

                Assert.Equal(expected, CpuOracle.Lines(whole.Tally, bySecond.Tally));
                Assert.Equal(CpuLines.OfSum(whole.Tally), CpuLines.OfSum(bySecond.Tally));
                Assert.Equal(cpus, whole.CpuTails.Count);
                Assert.Equal(whole.CpuTails, bySecond.CpuTails);
                Assert.InRange(whole.Tally.Total().CpuByProcess.Values.Sum() / 1e9, 1, cpus * whole.Span!.Value.Seconds);
            }
        }
    }

    [SharedTraceTheory]
    [InlineData("kernel-two-hosts")]
    [InlineData("ust-lost")]
    [InlineData("kernel-and-ust-lost")]
    public void Both_readers_and_any_number_of_threads_find_the_same(string name)
    {
        var options = new CountOptions { CpuTime = true, Interval = OneSecond };
        var first = TraceCounter.Count(SharedTraces.Path(name), options);
        foreach (var reader in Enum.GetValues<ReaderKind>())
        {
            var again = TraceCounter.Count(SharedTraces.Path(name), options with { Reader = reader, Threads = 2 });
            Assert.Equal(CpuLines.Of(first.Tally), CpuLines.Of(again.Tally));
            Assert.Equal(first.CpuTails, again.CpuTails);
        }

        var whole = TraceCounter.Count(SharedTraces.Path(name), options with { Interval = null });
        Assert.Equal(CpuLines.OfSum(first.Tally), CpuLines.OfSum(whole.Tally));
    }

    [SharedTraceFact]
    public void A_trace_without_switches_tells_no_time()
    {
        var report = TraceCounter.Count(SharedTraces.Path("kernel-and-ust-lost/kernel"), new CountOptions { CpuTime = true });

        Assert.Empty(CpuLines.Of(report.Tally));
        Assert.Empty(report.CpuTails);
    }

    [SharedTraceFact]
    public void Who_did_not_ask_gets_none_and_the_same_counts()
    {
        var trace = SharedTraces.Path("kernel-rotated-files");
        var (with, without) = (TraceCounter.Count(trace, new CountOptions { CpuTime = true }), TraceCounter.Count(trace, new CountOptions()));

        Assert.Empty(CpuLines.Of(without.Tally));
        Assert.Empty(without.CpuTails);
        Assert.Equal(without.Tally.Total().ByPair.OrderBy(pair => pair.Key.ToString()), with.Tally.Total().ByPair.OrderBy(pair => pair.Key.ToString()));
    }
}
