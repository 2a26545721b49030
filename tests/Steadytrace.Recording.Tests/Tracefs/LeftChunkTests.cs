using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;
using Steadytrace.Traces.Ftrace;

namespace Steadytrace.Recording.Tests.Tracefs;

/// <summary>A recorder that dies in a cut: what it had taken from the kernel and not written is known to the event.</summary>
[Collection(TracefsTests.Name)]
public sealed class LeftChunkTests
{
    private const int Marks = 20_000, PageBytes = 4096;

    /// <summary>Nothing but the test's own marks is recorded.</summary>
    private static readonly TracefsOptions OnlyMarks = new() { Events = ["sched:sched_process_hang"], ExcludeOwnProcess = false };

    [TracefsFact]
    public async Task A_cut_that_never_came_leaves_a_chunk_whose_missing_pages_are_declared_lost_and_nothing_is_counted_twice()
    {
        await using var run = new TracedRun(OnlyMarks);
        await run.StartAsync();
        run.Mark(0, Marks);
        await run.Recorder.FlushAsync(default);
        await run.Recorder.DisposeAsync();
        // Taken from the kernel, and not written: all but one and a half pages.
        Tear(run.Chunks[0]);
        var next = run.NextChunk();
        run.Mark(Marks, Marks);

        LeftChunk.Close(run.Options, run.Run, run.Chunks[0], next);

        Assert.True(await run.SucceedAsync());
        run.Mark(2 * Marks, Marks);
        await run.StopAsync();
        var (left, last) = (run.Count(0), run.Count(1));
        Assert.Equal((run.Marks(0).Count, run.Marks(1).Count), (left.Events, last.Events));
        Assert.Equal(2 * Marks, left.Events + left.Lost);
        Assert.True(left.Lost > 0, "nothing is missing");
        Assert.Equal((Marks, 0), (last.Events, last.Lost));
    }

    [TracefsFact]
    public async Task What_the_kernel_overwrote_meanwhile_is_told_once()
    {
        await using var run = new TracedRun(OnlyMarks with { BufferKibPerCpu = 64 });
        await run.StartAsync();
        await run.Recorder.DisposeAsync();
        run.Mark(0, Marks);
        var next = run.NextChunk();
        LeftChunk.Close(run.Options, run.Run, run.Chunks[0], next);
        run.Mark(Marks, Marks);

        Assert.True(await run.SucceedAsync());
        await run.StopAsync();

        var (left, last) = (run.Count(0), run.Count(1));
        Assert.True(left.Lost + last.Lost > 0, "nothing was overwritten");
        Assert.Equal(2 * Marks, left.Events + left.Lost + last.Events + last.Lost);
    }

    [TracefsFact]
    public async Task A_cut_that_found_its_instance_switched_off_is_brought_to_its_end_with_all_that_the_kernel_holds()
    {
        await using var run = new TracedRun(OnlyMarks);
        await run.StartAsync();
        run.Mark(0, Marks);
        File.WriteAllText(Path.Combine(run.Instance, "tracing_on"), "0");
        await Assert.ThrowsAsync<RecorderException>(run.CutAsync);
        await run.Recorder.DisposeAsync();

        LeftChunk.Close(run.Options, run.Run, run.Chunks[0], run.Chunks[1]);

        Assert.True(await run.SucceedAsync());
        Assert.True(run.Recorder.IsOutdated);
        await run.StopAsync();
        Assert.Equal((Marks, 0), (run.Marks(0).Count, run.Marks(1).Count));
        Assert.Equal((Marks, 0), (run.Count(0).Events, run.Count(0).Lost));
        Assert.False(Directory.Exists(run.Instance));
    }

    [TracefsFact]
    public async Task A_cut_that_came_and_was_not_told_gives_the_left_chunk_what_the_next_one_begins_with()
    {
        await using var run = new TracedRun(OnlyMarks);
        await run.StartAsync();
        run.Mark(0, Marks);
        await run.CutAsync();
        run.Mark(Marks, Marks);
        await run.Recorder.DisposeAsync();
        var path = Path.Combine(run.Chunks[0], ChunkCounters.FileName);
        var closed = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, (ChunkCounters.Parse(closed) with { After = new Dictionary<int, CpuCounters>() }).ToString());

        LeftChunk.Close(run.Options, run.Run, run.Chunks[0], run.Chunks[1]);

        Assert.Equal(closed, await File.ReadAllTextAsync(path));
        var next = await File.ReadAllTextAsync(Path.Combine(run.Chunks[1], ChunkCounters.FileName));
        LeftChunk.Close(run.Options, run.Run, run.Chunks[0], run.Chunks[1]);
        Assert.Equal((closed, next), (await File.ReadAllTextAsync(path), await File.ReadAllTextAsync(Path.Combine(run.Chunks[1], ChunkCounters.FileName))));
    }

    private static void Tear(string chunk)
    {
        var file = Directory.GetFiles(chunk, "cpu*.pages").MaxBy(path => new FileInfo(path).Length)!;
        using var pages = File.OpenWrite(file);
        Assert.True(pages.Length > 2 * PageBytes, $"{pages.Length} bytes");
        pages.SetLength(PageBytes + (PageBytes / 2));
    }
}
