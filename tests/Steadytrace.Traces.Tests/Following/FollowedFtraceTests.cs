using System.IO.Compression;
using Steadytrace.Testing;
using Steadytrace.Traces.Following;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tallies;
using Xunit.Abstractions;

namespace Steadytrace.Traces.Tests.Following;

public sealed class FollowedFtraceTests(ITestOutputHelper output)
{
    private const int Chunks = 300;
    private static readonly CountOptions Seconds = new() { Interval = IntervalLength.All[0], CpuTime = true };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Looks_at_a_chunk_add_up_wherever_it_was_cut(bool threadsRenameOthers)
    {
        var (corrected, fruitful) = (0, 0);
        for (ulong seed = 1; seed <= Chunks; seed++)
        {
            var ring = new RandomRing(seed, threadsRenameOthers);
            using var growing = new GrowingTrace(ring.Files, seed);
            growing.WriteWhole(file => !file.EndsWith(".pages", StringComparison.Ordinal));

            var last = growing.FollowToTheEnd(new TraceFollower(Seconds), mostBytes: 400, closing: () => growing.Replace(ChunkCounters.FileName, ring.ClosedCounters));

            var whole = TraceCounter.Count(growing.Path, Seconds);
            Assert.True(TallyText.Of(whole.Tally) == TallyText.Of(growing.Sum), $"seed {seed}:\n{TallyText.Of(whole.Tally)}\n\nbut the looks add up to\n{TallyText.Of(growing.Sum)}");
            Assert.Equal(whole.CpuTails.OrderBy(tail => tail.Cpu), last.CpuTails.OrderBy(tail => tail.Cpu));
            Assert.True(growing.Least >= 0, $"seed {seed}: a look gave less than nothing");
            if (last.IsCorrection) corrected++;
            if (growing.Fruitful > 1) fruitful++;
        }

        output.WriteLine($"{Chunks} chunks: {corrected} were counted once more at their end, {fruitful} came in several looks");
        Assert.True(fruitful > Chunks / 2);
        Assert.Equal(threadsRenameOthers, corrected > 0);
    }

    [Fact]
    public void Looks_at_the_sample_of_a_real_kernel_add_up()
    {
        using var folder = new TemporaryFolder();
        ZipFile.ExtractToDirectory(ProjectFiles.Path("src/Steadytrace.Recording/Replay/Sample/sample.zip"), folder.Path);
        var chunk = Directory.EnumerateDirectories(folder.Path).Order(StringComparer.Ordinal).First();
        using var growing = GrowingTrace.Of(chunk, seed: 1);
        growing.WriteWhole(file => !file.EndsWith(".pages", StringComparison.Ordinal));

        var last = growing.FollowToTheEnd(new TraceFollower(Seconds), mostBytes: 1 << 18, looks: 40);

        Assert.Equal(TallyText.Of(TraceCounter.Count(growing.Path, Seconds).Tally), TallyText.Of(growing.Sum));
        Assert.Empty(last.Faults);
        Assert.True(growing.Fruitful > 2);
        Assert.NotEmpty(growing.Sum.Total().CpuByProcess);
        output.WriteLine($"{growing.Sum.Events} events in {growing.Fruitful} looks{(last.IsCorrection ? ", counted once more at the end" : "")}");
    }

    [Fact]
    public void An_event_of_a_thread_that_only_another_cpu_names_waits_until_the_end()
    {
        var description = Ftrace.KernelTexts.Description();
        using var chunk = new Ftrace.ChunkFolder(description)
            .Cpu(0, new Ftrace.PageBuilder(description, 1).Tick(7).Tick(7).Page())
            .Cpu(1, new Ftrace.PageBuilder(description, 1).Switch(0, "swapper/1", 7, "seven").Page());
        var follower = new TraceFollower(new CountOptions());

        var first = follower.Look(chunk.Path);
        var last = follower.End(chunk.Path);

        Assert.Equal((1, 2), (first.Tally.Events, first.Waiting));
        Assert.Equal(new Dictionary<string, long> { ["seven"] = 2 }, last.Tally.Total().ByProcess);
        Assert.Equal((0, false), (last.Waiting, last.IsCorrection));
    }

    [Fact]
    public void A_chunk_that_is_shortened_or_damaged_is_counted_once_more()
    {
        var description = Ftrace.KernelTexts.Description();
        var page = new Ftrace.PageBuilder(description, 1).Tick(0).Page();
        using var chunk = new Ftrace.ChunkFolder(description).Cpu(0, page, page, page);
        var follower = new TraceFollower(new CountOptions());
        var sum = follower.Look(chunk.Path).Tally;

        chunk.Cpu(0, page);
        sum.Add(follower.Look(chunk.Path).Tally);
        var last = follower.End(chunk.Path);
        sum.Add(last.Tally);

        Assert.Equal((-2, true), (last.Tally.Events, last.IsCorrection));
        Assert.Equal(1, sum.Events);
    }
}
