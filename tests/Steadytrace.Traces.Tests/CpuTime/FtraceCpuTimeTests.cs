using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tallies;
using Steadytrace.Traces.Tests.Ftrace;

namespace Steadytrace.Traces.Tests.CpuTime;

public sealed class FtraceCpuTimeTests
{
    private const uint Second = 1_000_000_000;
    private static readonly FtraceDescription Kernel = KernelTexts.Description();
    private static readonly CountOptions Asked = new() { CpuTime = true };
    private static readonly CountOptions BySecond = Asked with { Interval = IntervalLength.All[0] };

    [Fact]
    public void A_turn_lasts_from_switch_to_switch_and_the_first_and_last_one_to_the_pages_ends()
    {
        using var chunk = new ChunkFolder(Kernel).Cpu(3, Page(1000).Tick(5, 10).Switch(5, "five", 6, "six", 20).Tick(6, 5).Switch(6, "six", 0, "swapper/3", 25).Tick(0, 7).Page());

        var report = TraceCounter.Count(chunk.Path, Asked);

        Assert.Equal("five 30, six 30, swapper/3 7", CpuLines.Text(report.Tally.Untimed));
        Assert.Equal([new CpuTail("cpu3.pages", 3, 1067, "swapper/3", 0, IsLossBehind: false)], report.CpuTails);
    }

    [Fact]
    public void A_turn_goes_on_from_page_to_page()
    {
        using var chunk = new ChunkFolder(Kernel).Cpu(0, Page(1000).Switch(5, "five", 6, "six", 20).Tick(6, 5).Page(), Page(1100).Tick(6, 5).Switch(6, "six", 5, "five", 5).Page());

        Assert.Equal("five 20, six 90", CpuLines.Text(chunk.Count(Asked).Untimed));
    }

    [Fact]
    public void Time_in_which_events_were_lost_belongs_to_nobody()
    {
        using var chunk = new ChunkFolder(Kernel).Cpu(0,
            Page(1000).Switch(5, "five", 6, "six", 20).Tick(6, 5).Page(), Page(2000).Tick(9, 5).Switch(9, "nine", 6, "six", 5).Tick(6, 100).Lost(7).Page());

        var report = TraceCounter.Count(chunk.Path, Asked);

        Assert.Equal("five 20, nine 10, six 105; lost 975", CpuLines.Text(report.Tally.Untimed));
        Assert.Equal(7, report.Tally.Lost);
    }

    [Fact]
    public void A_switch_from_somebody_who_had_not_come_tells_of_lost_time()
    {
        using var chunk = new ChunkFolder(Kernel).Cpu(0, Page(1000).Switch(5, "five", 6, "six", 20).Switch(7, "seven", 5, "five", 30).Switch(5, "five", 7, "seven", 3).Page());

        Assert.Equal("five 23; lost 30", CpuLines.Text(chunk.Count(Asked).Untimed));
    }

    [Fact]
    public void Time_in_which_pages_went_down_with_a_dead_recorder_belongs_to_nobody()
    {
        using var chunk = new ChunkFolder(Kernel).Counters("begin 900\nadopted 1500\n")
            .Cpu(0, Page(1000).Switch(5, "five", 6, "six", 20).Tick(6, 5).Page(), Page(2000).Switch(6, "six", 5, "five", 10).Page());

        Assert.Equal("five 20, six 15; lost 975", CpuLines.Text(chunk.Count(Asked).Untimed));
    }

    [Fact]
    public void A_renamed_thread_ran_under_its_old_name_before()
    {
        using var chunk = new ChunkFolder(Kernel).Cpu(0,
            Page(1000).Switch(5, "five", 6, "six", 20).Exec(6, "/bin/other", 30).Tick(6, 1).Rename(6, 6, "third", 4).Switch(6, "third", 5, "five", 10).Page());

        Assert.Equal("five 20, other 5, six 30, third 10", CpuLines.Text(chunk.Count(Asked).Untimed));
    }

    [Fact]
    public void A_thread_renamed_from_another_cpu_ran_under_its_old_name_up_to_then()
    {
        using var chunk = new ChunkFolder(Kernel)
            .Cpu(0, Page(1000).Switch(5, "five", 6, "six", 20).Tick(6, 100).Switch(6, "new", 5, "five", 80).Page())
            .Cpu(1, Page(1000).Switch(0, "swapper/1", 9, "nine", 5).Rename(9, 6, "new", 45).Page());

        Assert.Equal("five 20, new 150, nine 45, six 30, swapper/1 5", CpuLines.Text(chunk.Count(Asked).Untimed));
    }

    [Fact]
    public void Where_no_switch_is_told_nobody_is_known()
    {
        using var chunk = new ChunkFolder(Kernel)
            .Cpu(0, Page(1000).Tick(6, 100).Page())
            .Cpu(1, Page(1000).Switch(6, "six", 0, "swapper/1", 5).Page());

        Assert.Equal("(unknown) 100, six 5", CpuLines.Text(chunk.Count(Asked).Untimed));
    }

    [Fact]
    public void Turns_are_cut_at_the_borders_of_intervals_and_of_the_range()
    {
        using var chunk = new ChunkFolder(Kernel).Cpu(0,
            Page(Second / 2).Switch(5, "five", 6, "six", 100).Page(), Page(3 * (ulong)Second).Tick(6, 7).Switch(6, "six", 5, "five", 3).Tick(5, 40).Page());

        var bySecond = chunk.Count(BySecond);
        Assert.Equal(["0: five 100, six 499999900", "1: six 1000000000", "2: six 1000000000", "3: five 40, six 10"], bySecond.Intervals.Select(interval => $"{interval.Key}: {CpuLines.Text(interval.Value)}"));
        Assert.Equal(CpuLines.OfSum(chunk.Count(Asked)), CpuLines.OfSum(bySecond));

        var range = Asked with { FromUnixNanoseconds = Second + 5, ToUnixNanoseconds = 3 * (long)Second + 20 };
        Assert.Equal($"five 10, six {2 * (long)Second + 5}", CpuLines.Text(chunk.Count(range).Untimed));
    }

    [Fact]
    public void Time_that_steps_back_lasts_nothing()
    {
        using var chunk = new ChunkFolder(Kernel).Cpu(0, Page(5000).Switch(5, "five", 6, "six", 100).Page(), Page(3000).Switch(6, "six", 5, "five", 50).Switch(5, "five", 6, "six", 30).Page());

        Assert.Equal("five 130", CpuLines.Text(chunk.Count(Asked).Untimed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_time_of_consecutive_chunks_adds_up_to_that_of_their_whole(bool littleEndian)
    {
        var kernel = KernelTexts.Description(littleEndian: littleEndian, offset: 7 * (long)Second);
        for (var seed = 1; seed <= 30; seed++)
        {
            var random = new Random(seed);
            var pages = Enumerable.Range(0, 2).Select(_ => RandomPages(kernel, random)).ToArray();
            using var whole = new ChunkFolder(kernel).Cpu(0, [.. pages[0]]).Cpu(1, [.. pages[1]]);
            var all = TraceCounter.Count(whole.Path, BySecond);

            var (sum, tails) = (new Tally(), new List<CpuTail>());
            for (var from = 0; from < 12; from += 4)
            {
                using var chunk = new ChunkFolder(kernel).Cpu(0, [.. pages[0].Skip(from).Take(4)]).Cpu(1, [.. pages[1].Skip(from).Take(4)]);
                var report = TraceCounter.Count(chunk.Path, BySecond with { CpuBefore = tails, Threads = 2 });
                Assert.Empty(report.Faults);
                sum.Add(report.Tally);
                tails = [.. report.CpuTails];
            }

            Assert.Equal([$"seed {seed}", .. CpuLines.Of(all.Tally)], [$"seed {seed}", .. CpuLines.Of(sum)]);
            Assert.Equal(all.CpuTails, tails);
            Assert.Equal(CpuLines.OfSum(TraceCounter.Count(whole.Path, Asked).Tally), CpuLines.OfSum(sum));
        }
    }

    private static List<byte[]> RandomPages(FtraceDescription kernel, Random random)
    {
        var (time, running, pages) = ((ulong)random.Next(1_000_000_000), 1, new List<byte[]>());
        for (var number = 0; number < 12; number++)
        {
            var page = new PageBuilder(kernel, time);
            for (var events = random.Next(1, 60); events > 0; events--)
            {
                var delta = (uint)random.Next(20_000_000);
                time += delta;
                var (pid, next) = (random.Next(30) == 0 ? random.Next(1, 8) : running, random.Next(1, 8));
                if (random.Next(3) == 0) page.Tick(running, delta);
                else if (random.Next(9) == 0) page.Extend(delta);
                else page.Switch(pid, $"thread{pid}", running = next, $"thread{next}", delta);
            }

            if (random.Next(5) == 0) page.Lost(3);
            pages.Add(page.Page());
            time += (ulong)random.Next(1_500_000_000);
        }

        return pages;
    }

    private static PageBuilder Page(ulong time) => new(Kernel, time);
}
