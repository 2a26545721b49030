using System.Diagnostics;
using Steadytrace.Recording.Tests.Lttng;
using Steadytrace.Recording.Tests.Tracefs;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;
using Steadytrace.Traces;
using Steadytrace.Traces.Following;
using Steadytrace.Traces.Tallies;
using Xunit.Abstractions;

namespace Steadytrace.Recording.Tests.Following;

/// <summary>Chunks that are counted while real tracers record into them.</summary>
[Collection(TracefsTests.Name)]
public sealed class FollowedRecorderTests(ITestOutputHelper output)
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);
    private static readonly CountOptions Seconds = new() { Interval = IntervalLength.All[0] };

    [TracefsFact]
    public async Task A_begun_page_is_handed_on_by_a_flush_and_by_nothing_else()
    {
        await using var run = new TracedRun(new TracefsOptions { Events = ["sched:sched_process_hang"] });
        await run.StartAsync();
        run.Mark(0, 3);
        Assert.Empty(run.Marks(0));

        await run.Recorder.FlushAsync(default);
        var handedOn = run.Marks(0);
        run.Mark(3, 3);
        await run.Recorder.FlushAsync(default);
        await run.Recorder.FlushAsync(default);
        var bytes = Bytes(run.Chunks[0]);
        await run.Recorder.FlushAsync(default);

        Assert.Equal([0, 1, 2], handedOn);
        Assert.Equal(bytes, Bytes(run.Chunks[0]));
        await run.StopAsync();
        Assert.Equal(Enumerable.Range(0, 6), run.Marks(0).Order());
        Assert.Equal(run.Cuts[0].RecordedEvents, run.Count(0).Events);
    }

    [TracefsFact]
    public async Task Looks_at_the_kernels_open_chunks_add_up_to_the_closed_ones()
    {
        await using var run = new TracedRun(new TracefsOptions { ExcludeOwnProcess = false });
        await run.StartAsync();
        var corrected = 0;
        for (var chunk = 0; chunk < 4; chunk++)
        {
            var (follower, sum, fruitful) = (new TraceFollower(Seconds), new Tally(), 0);
            var growing = run.Recorder.Growing(run.Chunks[chunk]);
            for (var look = 0; look < 4; look++)
            {
                TracedRun.Execute("dd", "if=/dev/zero", "of=/dev/null", "bs=512", "count=3000");
                await run.Recorder.FlushAsync(default);
                var found = follower.Look(growing());
                if (found.Tally.Events > 0) fruitful++;
                sum.Add(found.Tally);
            }

            await run.CutAsync();
            var last = follower.End(run.Chunks[chunk]);
            sum.Add(last.Tally);
            if (last.IsCorrection) corrected++;

            Assert.Equal(4, fruitful);
            Assert.Equal(TallyLines.Of(TraceCounter.Count(run.Chunks[chunk], Seconds).Tally), TallyLines.Of(sum));
            Assert.Equal(run.Cuts[chunk].RecordedEvents, sum.Events);
        }

        output.WriteLine($"{corrected} of 4 chunks were counted once more at their end");
    }

    [LttngFact]
    public async Task Events_of_user_space_are_counted_before_their_chunk_is_closed_and_looks_add_up()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        await using var recorder = bench.Recorder();
        IReadOnlyList<StreamTail>? before = [];
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), default);
        await using var program = await bench.Program.StartAsync(bench.Place);
        for (var chunk = 0; chunk < 3; chunk++)
        {
            var options = Seconds with { Before = before };
            var (follower, sum) = (new TraceFollower(options), new Tally());
            var growing = recorder.Growing(bench.Chunks[chunk]);
            for (var burst = 1; burst <= 2; burst++)
            {
                await program.CallAsync(100);
                var called = Stopwatch.GetTimestamp();
                await Eventually.HoldsAsync(
                    () =>
                    {
                        sum.Add(follower.Look(growing()).Tally);
                        return Calls(sum) == 100 * burst;
                    },
                    $"{100 * burst} calls of chunk {chunk} in its looks", LongEnough);
                output.WriteLine($"chunk {chunk}: burst {burst} was counted {Stopwatch.GetElapsedTime(called).TotalMilliseconds:0} ms after its last call");
            }

            var cut = await recorder.CutAsync(bench.NextChunk(), default);
            var last = follower.End(bench.Chunks[chunk]);
            sum.Add(last.Tally);

            Assert.False(last.IsCorrection);
            Assert.Equal(200, Calls(sum));
            Assert.Equal(TallyLines.Of(TraceCounter.Count(bench.Chunks[chunk], options).Tally), TallyLines.Of(sum));
            before = cut.Tails;
        }

        await recorder.StopAsync(default);
    }

    [LttngFact]
    public async Task Events_that_user_space_loses_are_in_the_looks_too()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        await using var recorder = bench.Recorder(bench.Options with { SubBufferBytes = 4096, SubBufferCount = 2 });
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), default);
        await using var program = await bench.Program.StartAsync(bench.Place);
        var (follower, sum, growing) = (new TraceFollower(Seconds with { Before = [] }), new Tally(), recorder.Growing(bench.Chunks[0]));
        var calling = program.CallAsync(300_000, 300_000, 0);
        while (!calling.IsCompleted)
        {
            sum.Add(follower.Look(growing()).Tally);
            await Task.Delay(BetweenLooks);
        }

        await calling;
        await recorder.CutAsync(bench.NextChunk(), default);
        sum.Add(follower.End(bench.Chunks[0]).Tally);
        await recorder.StopAsync(default);

        Assert.Equal(TallyLines.Of(TraceCounter.Count(bench.Chunks[0], Seconds with { Before = [] }).Tally), TallyLines.Of(sum));
        Assert.True(sum.Lost > 0);
        output.WriteLine($"{sum.Events} events and {sum.Lost} lost ones");
    }

    private static long Calls(Tally tally) => tally.Total().ByPair.GetValueOrDefault(new EventOfProcess(new TracedEvent("steadytrace_test", TracedProgram.Event), TracedProgram.ProcessName));

    private static long Bytes(string chunk) => Directory.GetFiles(chunk, "*.pages").Sum(file => new FileInfo(file).Length);
}
