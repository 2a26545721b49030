using Steadytrace.Recording.Lttng;
using Steadytrace.Recording.Spool;
using Steadytrace.Recording.Tests.Lttng;
using Steadytrace.Testing;
using Steadytrace.Traces;

namespace Steadytrace.Recording.Tests.Spool;

/// <summary>The process dies within a cut: the archive is in its chunk, and nobody was told where its streams stood.</summary>
public sealed class ChunkTailsTests
{
    private const int Cuts = 4;
    private static readonly CancellationToken None = CancellationToken.None;

    [LttngFact]
    public async Task The_archive_of_a_cut_that_a_crash_left_unreported_tells_what_the_cut_would_have_told_and_no_loss_goes_unseen()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        await using var recorder = bench.Recorder(bench.Options with { SubBufferBytes = 4096, SubBufferCount = 2 });
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        using var enough = new CancellationTokenSource();
        var calling = CallUntilAsync(program, enough.Token);
        List<ChunkCut> unreported = [];
        while (unreported.Count < Cuts) unreported.Add(await recorder.CutAsync(bench.NextChunk(), None));
        await enough.CancelAsync();
        await calling;
        var last = await recorder.StopAsync(None);

        IReadOnlyList<StreamTail>? before = [];
        var seen = 0L;
        for (var chunk = 0; chunk <= Cuts; chunk++)
        {
            seen += Lost(bench.Chunks[chunk], before);
            if (chunk == Cuts) break;
            var told = ChunkTails.After(bench.Chunks[chunk], before);
            Assert.Equal(unreported[chunk].Tails, told);
            // Without the state beside it the archive's last packets tell the same.
            File.Delete(Path.Combine(bench.Chunks[chunk], LttngArchives.TraceFolder, LttngArchiveState.FileName));
            Assert.Equal(told, ChunkTails.After(bench.Chunks[chunk], before));
            before = told;
        }

        Assert.Equal(last.Tails!.Sum(tail => (long)tail.EventsDiscarded), seen);
        Assert.True(seen > 0, "the buffers were large enough");
    }

    [Fact]
    public void Where_an_archive_cannot_tell_of_all_streams_nothing_is_made_up()
    {
        using var chunk = new TemporaryFolder();
        Assert.Null(ChunkTails.After(chunk.Path, []));

        Directory.CreateDirectory(chunk["trace/ust"]);
        File.WriteAllText(chunk["trace/lttng.json"], "half a");
        Assert.Null(ChunkTails.After(chunk.Path, null));
        StreamTail[] before = [new StreamTail("trace/ust/a_0", 3, 1)];
        Assert.Equal(before, ChunkTails.After(chunk.Path, before));

        File.WriteAllText(chunk["trace/ust/a_0"], "without its index");
        Assert.Null(ChunkTails.After(chunk.Path, before));
    }

    private static async Task CallUntilAsync(CallingProcess program, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested) await program.CallAsync(1_000_000, pauseMicroseconds: 0);
    }

    private static long Lost(string chunk, IReadOnlyList<StreamTail>? before) => TraceCounter.Count(chunk, new CountOptions { Before = before }).Tally.Lost;
}
