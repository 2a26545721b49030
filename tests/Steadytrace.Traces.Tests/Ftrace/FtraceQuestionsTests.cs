using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ftrace;

public sealed class FtraceQuestionsTests
{
    private const ulong Second = 1_000_000_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_what_lies_in_the_range_is_counted_and_names_come_from_before_it(bool littleEndian)
    {
        var description = KernelTexts.Description(littleEndian: littleEndian, offset: 100 * (long)Second);
        using var chunk = new ChunkFolder(description).Cpu(0,
            new PageBuilder(description, 5 * Second).Tick(1).Switch(1, "one", 2, "two").Extend(2 * Second).Tick(2).Tick(2, 500).Extend(Second).Tick(2).Lost(7).Page(),
            new PageBuilder(description, 7 * Second).Tick(2).Lost(3).Page());
        // The second page's only event and the first page's two in the middle; the second page's loss.
        var begin = (long)(107 * Second);
        var inside = TraceCounter.Count(chunk.Path, new CountOptions { FromUnixNanoseconds = begin, ToUnixNanoseconds = begin + 504 });
        Assert.Equal(3, inside.Tally.Events);
        Assert.Equal(new Dictionary<string, long> { ["two"] = 3 }, inside.Tally.Total().ByProcess);
        Assert.Equal((3, 1), (inside.Tally.Lost, inside.Tally.Packets));
        var before = TraceCounter.Count(chunk.Path, new CountOptions { ToUnixNanoseconds = begin });
        Assert.Equal((2, 7, 1), (before.Tally.Events, before.Tally.Lost, before.Tally.Packets));
        var after = TraceCounter.Count(chunk.Path, new CountOptions { FromUnixNanoseconds = begin, Interval = IntervalLength.All[0] });
        Assert.Equal([(107L, 3L), (108L, 1L)], after.Tally.Intervals.Select(pair => (pair.Key, pair.Value.Events)));
    }

    [Fact]
    public void Parts_of_ranges_add_up_to_the_whole_wherever_they_are_cut()
    {
        var description = KernelTexts.Description();
        var random = new Random(4);
        using var chunk = new ChunkFolder(description).Cpu(0, [.. Enumerable.Range(0, 20).Select(number =>
        {
            var page = new PageBuilder(description, (ulong)number * 10_000);
            while (page.Left >= 80) page.Switch(1, "one", 2, "two", (uint)random.Next(100)).Tick(2, (uint)random.Next(100));
            return page.Page();
        })]);
        var whole = TraceCounter.Count(chunk.Path, new CountOptions()).Tally.Events;
        for (var cut = 0L; cut < 200_000; cut += 7_001)
        {
            var sum = TraceCounter.Count(chunk.Path, new CountOptions { ToUnixNanoseconds = cut }).Tally.Events
                + TraceCounter.Count(chunk.Path, new CountOptions { FromUnixNanoseconds = cut, ToUnixNanoseconds = cut + 500 }).Tally.Events
                + TraceCounter.Count(chunk.Path, new CountOptions { FromUnixNanoseconds = cut + 500 }).Tally.Events;
            Assert.Equal(whole, sum);
        }
    }

    [Fact]
    public void Parts_are_named_by_cpu_or_by_file()
    {
        var description = KernelTexts.Description();
        using var chunk = new ChunkFolder(description).Cpu(0, new PageBuilder(description, 1).Tick(1).Page()).Cpu(3, new PageBuilder(description, 1).Tick(1).Tick(1).Page());
        Assert.Equal([("cpu 0", 1L), ("cpu 3", 2L)], TraceCounter.Count(chunk.Path, new CountOptions { Split = CountSplit.Cpu }).Parts.Select(part => (part.Key, part.Value.Events)));
        Assert.Equal(["cpu0.pages", "cpu3.pages"], TraceCounter.Count(chunk.Path, new CountOptions { Split = CountSplit.Stream }).Parts.Keys);
    }

    [Fact]
    public void The_begin_is_that_of_the_first_page()
    {
        var description = KernelTexts.Description(offset: 100);
        using var chunk = new ChunkFolder(description).Cpu(0, new PageBuilder(description, 50).Tick(1).Page()).Cpu(1, new PageBuilder(description, 40).Tick(1).Page(), new PageBuilder(description, 60).Tick(1).Page());
        Assert.Equal(140, TraceCounter.Begin(chunk.Path));
        Assert.Equal(new TraceSpan(140, 160), TraceCounter.Count(chunk.Path, new CountOptions { WithSpan = true }).Span);
    }
}
