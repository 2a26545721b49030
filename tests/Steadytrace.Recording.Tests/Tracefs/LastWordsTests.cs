using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Tracefs;

/// <summary>A recorder that is given up: what the kernel still held is known by number, and nobody else's instance goes.</summary>
[Collection(TracefsTests.Name)]
public sealed class LastWordsTests
{
    private const int Marks = 20_000;

    /// <summary>Nothing but the test's own marks is recorded.</summary>
    private static TracefsOptions OnlyMarks => new() { Events = ["sched:sched_process_hang"], PollMilliseconds = 10_000, ExcludeOwnProcess = false };

    [TracefsFact]
    public async Task What_the_kernel_still_holds_when_a_run_is_given_up_is_known_to_the_event()
    {
        await using var run = new TracedRun(OnlyMarks);
        await run.StartAsync();
        run.Mark(0, Marks);
        await run.CutAsync();
        run.Mark(Marks, Marks);

        var known = await run.Recorder.AbandonAsync(run.Run, run.Chunks[1]);

        Assert.Equal(Marks, known.RecordedEvents);
        Assert.Empty(known.LostByCpu);
        Assert.True(run.Marks(1).Count < Marks, "nothing was left in the kernel's buffers");
        Assert.False(Directory.Exists(run.Instance));
    }

    [TracefsFact]
    public async Task What_was_overwritten_before_a_run_is_given_up_is_told_by_cpu()
    {
        await using var run = new TracedRun(OnlyMarks with { BufferKibPerCpu = 64 });
        await run.StartAsync();
        await run.Recorder.DisposeAsync();
        run.Mark(0, Marks);
        await using var other = new TracefsRecorder(run.Options);

        var known = await other.AbandonAsync(run.Run, run.Chunks[0]);

        Assert.True(known.LostByCpu.Sum(loss => loss.Events) > 0, "nothing was overwritten");
        Assert.Equal(Marks, known.RecordedEvents + known.LostByCpu.Sum(loss => loss.Events));
    }

    [TracefsFact]
    public async Task Without_a_chunk_nobody_knows_and_the_instance_is_gone_all_the_same()
    {
        await using var run = new TracedRun(OnlyMarks);
        await run.StartAsync();

        Assert.Null((await run.Recorder.AbandonAsync(run.Run, null)).RecordedEvents);

        Assert.False(Directory.Exists(run.Instance));
    }

    [TracefsFact]
    public async Task Instances_of_later_runs_and_of_other_sources_stay()
    {
        await using var run = new TracedRun(OnlyMarks);
        await using var other = new TracedRun(OnlyMarks);
        await run.StartAsync();
        await other.StartAsync();
        await using var recorder = new TracefsRecorder(OnlyMarks);

        await recorder.AbandonAsync(run.Run with { Number = run.Run.Number - 1 }, null);

        Assert.True(Directory.Exists(run.Instance));
        Assert.True(Directory.Exists(other.Instance));
    }
}
