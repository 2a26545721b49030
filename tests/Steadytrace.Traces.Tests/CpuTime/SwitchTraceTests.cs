using Steadytrace.Testing;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.CpuTime;

/// <summary>CPU time of traces made by chance; a failure names its seed.</summary>
public sealed class SwitchTraceTests
{
    private const int Compared = 40;
    private const int Cut = 100;
    private static readonly CountOptions BySecond = new() { CpuTime = true, Interval = IntervalLength.All[0] };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Processes_ran_as_long_as_babeltrace_says(bool isNamed)
    {
        using var folder = new TemporaryFolder();
        for (var seed = 1; seed <= Compared; seed++) new SwitchTrace(seed, isNamed).Write(folder[$"{seed}"], ..);

        var answers = CpuOracle.Ask(Enumerable.Range(1, Compared).Select(seed => folder[$"{seed}"]));

        Assert.True(answers.Count(lines => lines.Exists(line => line.StartsWith("sum lost:"))) > Compared / 3);
        for (var seed = 1; seed <= Compared; seed++)
        {
            var report = TraceCounter.Count(folder[$"{seed}"], BySecond);
            Assert.Empty(report.Faults);
            Assert.Empty(report.Notes);
            Assert.Equal([$"seed {seed}", .. answers[seed - 1]], [$"seed {seed}", .. CpuOracle.Lines(report.Tally, report.Tally)]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_readers_and_any_number_of_threads_find_the_same(bool isNamed)
    {
        using var folder = new TemporaryFolder();
        for (var seed = 1; seed <= Cut; seed++) new SwitchTrace(seed, isNamed).Write(folder[$"{seed}"], ..);
        for (var seed = 1; seed <= Cut; seed++)
        {
            var first = TraceCounter.Count(folder[$"{seed}"], BySecond with { Reader = ReaderKind.Checked });
            foreach (var threads in (int[])[1, 2])
            {
                var again = TraceCounter.Count(folder[$"{seed}"], BySecond with { Threads = threads });
                Assert.Equal([$"seed {seed}", .. CpuLines.Of(first.Tally)], [$"seed {seed}", .. CpuLines.Of(again.Tally)]);
                Assert.Equal(first.CpuTails, again.CpuTails);
            }
        }

        // All at once: as many streams as two workers can want.
        var all = TraceCounter.Count(folder.Path, BySecond);
        Assert.Equal(CpuLines.Of(all.Tally), CpuLines.Of(TraceCounter.Count(folder.Path, BySecond with { Threads = 2 }).Tally));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_time_of_consecutive_chunks_adds_up_to_that_of_their_whole(bool isNamed)
    {
        var exact = 0;
        using var folder = new TemporaryFolder();
        for (var seed = 1; seed <= Cut; seed++)
        {
            var trace = new SwitchTrace(seed, isNamed);
            trace.Write(folder[$"{seed}"], ..);
            var whole = TraceCounter.Count(folder[$"{seed}"], BySecond);

            var (sum, tails, cpus) = (new Tally(), new List<StreamTail>(), new List<CpuTail>());
            for (var from = 0; from < trace.Packets; from += 3)
            {
                var chunk = folder[$"{seed}-{from}"];
                trace.Write(chunk, from..Math.Min(from + 3, trace.Packets));
                var report = TraceCounter.Count(chunk, BySecond with { Before = from == 0 ? null : tails, CpuBefore = cpus });
                sum.Add(report.Tally);
                tails = [.. StreamTails.Read(chunk).Concat(tails).DistinctBy(tail => tail.Stream)];
                cpus = [.. report.CpuTails.Concat(cpus).DistinctBy(tail => tail.Stream)];
            }

            // Who ran before the first switch is not known to a chunk without any.
            Assert.Equal((seed, whole.Tally.Total().CpuByProcess.Values.Sum(), whole.Tally.Total().CpuLost), (seed, sum.Total().CpuByProcess.Values.Sum(), sum.Total().CpuLost));
            if (sum.Total().CpuByProcess.ContainsKey("(unknown)")) continue;
            Assert.Equal([$"seed {seed}", .. CpuLines.Of(whole.Tally)], [$"seed {seed}", .. CpuLines.Of(sum)]);
            exact++;
        }

        Assert.True(exact > Cut / 2, $"only {exact} of {Cut}");
    }

    [Fact]
    public void The_time_of_ranges_that_meet_adds_up_to_that_of_the_whole()
    {
        using var folder = new TemporaryFolder();
        for (var seed = 1; seed <= Cut; seed++)
        {
            new SwitchTrace(seed, isNamed: seed % 2 == 0).Write(folder[$"{seed}"], ..);
            var border = 1_500_000_001_234_567_890 + seed * 10_000_000;
            var sum = TraceCounter.Count(folder[$"{seed}"], BySecond with { ToUnixNanoseconds = border }).Tally;
            sum.Add(TraceCounter.Count(folder[$"{seed}"], BySecond with { FromUnixNanoseconds = border }).Tally);

            var whole = TraceCounter.Count(folder[$"{seed}"], BySecond).Tally;
            Assert.Equal([$"seed {seed}", .. CpuLines.Of(whole)], [$"seed {seed}", .. CpuLines.Of(sum)]);
        }
    }
}
