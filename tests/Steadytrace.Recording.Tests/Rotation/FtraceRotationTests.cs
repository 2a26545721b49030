using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Steadytrace.Recording.Tests.Tracefs;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;
using Steadytrace.Traces.Ftrace;
using Xunit.Abstractions;

namespace Steadytrace.Recording.Tests.Rotation;

[Collection(TracefsTests.Name)]
public sealed class FtraceRotationTests(ITestOutputHelper output)
{
    /// <summary>A mark is three events: the call's entry, the mark, the call's exit.</summary>
    private const int MarksPerSecond = RotationScale.EventsPerSecond / 3;

    private const int BatchesPerSecond = 100;
    private static readonly TimeSpan BetweenCuts = TimeSpan.FromMilliseconds(200);

    [TracefsFact]
    public Task Each_numbered_mark_is_in_exactly_one_chunk_and_each_chunk_holds_what_the_kernel_says_was_read() => RotateAsync(betweenFlushes: null);

    [TracefsFact]
    public Task Each_numbered_mark_is_in_exactly_one_chunk_also_while_begun_pages_are_handed_on() => RotateAsync(TimeSpan.FromMilliseconds(5));

    private async Task RotateAsync(TimeSpan? betweenFlushes)
    {
        await using var run = new TracedRun(new TracefsOptions { Events = ["raw_syscalls:*"], ExcludeOwnProcess = false });
        await run.StartAsync();
        var type = ushort.Parse(Regex.Match(await File.ReadAllTextAsync(Path.Combine(TracedRun.Root, "events/ftrace/print/format")), "ID: ([0-9]+)").Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var program = await MarkingProgram.StartAsync(Path.Combine(run.Instance, "trace_marker"));
        using var enough = new CancellationTokenSource();
        var began = Stopwatch.GetTimestamp();
        var marking = program.MarkUntilAsync(MarksPerSecond, MarksPerSecond / BatchesPerSecond, 1_000_000 / BatchesPerSecond, enough.Token);
        var flushing = betweenFlushes is { } period ? FlushUntilAsync(run.Recorder, period, enough.Token) : Task.FromResult(0L);
        var (numbers, recorded, lost) = (new NumberSet(), 0L, 0L);

        using (var timer = new PeriodicTimer(BetweenCuts))
        {
            while (run.Cuts.Count < RotationScale.Rotations && await timer.WaitForNextTickAsync())
            {
                await run.CutAsync();
                Check();
            }
        }

        await enough.CancelAsync();
        var (marks, flushes) = (await marking, await flushing);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        // An instance whose marker is open cannot be removed.
        await program.DisposeAsync();
        await run.StopAsync();
        Check();

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{RotationScale.Rotations} rotations in {seconds:0} s, {recorded:N0} events ({recorded / seconds:N0} a second): {numbers.Count:N0} of {marks:N0} marks found, {lost:N0} events lost by the kernel's count; {flushes} flushes"));
        Assert.InRange(marks - numbers.Count, 0, lost);
        Assert.True(numbers.Largest < marks);
        Assert.True(betweenFlushes is null || flushes > RotationScale.Rotations);

        // The last closed chunk, by three counts: the kernel's, ours, and that of a reader of the test's own. Then it is removed.
        void Check()
        {
            var (chunk, cut) = (run.Cuts.Count - 1, run.Cuts[^1]);
            var tally = run.Count(chunk);
            var counters = ChunkCounters.Parse(File.ReadAllText(Path.Combine(run.Chunks[chunk], ChunkCounters.FileName)));
            var lostHere = counters.After.Keys.Sum(cpu => counters.Within(cpu)?.Lost ?? 0);
            Assert.Equal(cut.RecordedEvents, NumberedMarks.Read(run.Chunks[chunk], type, numbers));
            Assert.Equal(cut.RecordedEvents, tally.Events);
            Assert.Equal(lostHere, tally.Lost);
            (recorded, lost) = (recorded + tally.Events, lost + lostHere);
            Directory.Delete(run.Chunks[chunk], recursive: true);
        }
    }

    private static async Task<long> FlushUntilAsync(TracefsRecorder recorder, TimeSpan period, CancellationToken enough)
    {
        long flushes = 0;
        for (; !enough.IsCancellationRequested; flushes++)
        {
            await recorder.FlushAsync(CancellationToken.None);
            await Task.Delay(period, CancellationToken.None);
        }

        return flushes;
    }
}
