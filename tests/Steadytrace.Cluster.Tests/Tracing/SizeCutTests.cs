using Akka.Actor;
using Akka.TestKit.Xunit2;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;
using Steadytrace.Traces;

namespace Steadytrace.Cluster.Tests.Tracing;

/// <summary>A storm on this machine's kernel while time would cut no chunk: size does.</summary>
public sealed class SizeCutTests() : TestKit("akka.loglevel = OFF\nakka.stdout-loglevel = OFF\nsteadytrace.spool-dispatcher.type = \"Steadytrace.Cluster.Hosting.OwnThreadDispatcher, Steadytrace.Cluster\"")
{
    private const int MaxBytes = 2 << 20;
    private const int Chunks = 5;
    private const int MarksPerSecond = 200_000, BatchesPerSecond = 100, MostBytesOfMark = 40;

    /// <summary>From one cut to the next at this rate, even on a busy machine; what the kernel's buffers hold then came in these seconds too.</summary>
    private const int MostSeconds = 6;
    private const long MostBytes = MaxBytes + ((long)MostSeconds * MarksPerSecond * MostBytesOfMark);
    private static readonly SourceId Id = new(new HostId("laptop"), "ftrace");
    private readonly TemporaryFolder _folder = new();

    [TracefsFact]
    public async Task A_storm_of_the_kernel_is_cut_by_size_again_and_again_and_each_mark_is_in_one_chunk()
    {
        using var mount = TracefsMount.Ensure(KernelInstance.Root);
        File.WriteAllText(_folder["id"], "spool-id");
        var maker = new RecorderMaker("ftrace", () => new TracefsRecorder(new TracefsOptions { Events = ["sched:sched_process_hang"], ExcludeOwnProcess = false }));
        var context = new SpoolContext(Id, "local", "spool-id", new Uri("http://127.0.0.1:9470/"), "node", TestActor);
        var options = new TracerOptions { SpoolDirectory = _folder.Path, ChunkLength = TimeSpan.FromMinutes(10), ChunkMaxBytes = MaxBytes };
        var (turns, failures) = (new RecorderTurns(), new FailureBoard("node", TimeProvider.System));
        // Its first chunk is cut by time after some seconds, as ever.
        var source = Sys.ActorOf(Props.Create(() => new SourceActor(context, maker, options, turns, failures, TimeProvider.System)));
        await Eventually.HoldsAsync(() => Load() is { Runs: [{ IsStarted: true }] }, "a run", TimeSpan.FromSeconds(20));

        long marks;
        await using (var program = await MarkingProgram.StartAsync(Path.Combine(KernelInstance.Of(_folder.Path, Id)!, "trace_marker")))
        {
            using var enough = new CancellationTokenSource();
            var storm = program.MarkUntilAsync(MarksPerSecond / 10, MarksPerSecond / BatchesPerSecond, 1_000_000 / BatchesPerSecond, enough.Token);
            await Eventually.HoldsAsync(() => CutBySize().Count() >= Chunks, $"{Chunks} chunks of {MaxBytes} bytes", TimeSpan.FromMinutes(2));
            await enough.CancelAsync();
            marks = await storm;
        }

        source.Tell(new StopTracer(EndRecorders: true), TestActor);
        await FishForMessageAsync(message => message is SourceStopped, TimeSpan.FromSeconds(60));

        var chunks = Load()!.Undecided.Where(chunk => chunk.Bytes > 0).ToList();
        var tallies = chunks.Select(chunk => TraceCounter.Count(Path.Combine(_folder.Path, "ftrace", $"{chunk.Id.Run}", $"{chunk.Id.Number}", "data"), new CountOptions()).Tally.Total()).ToList();
        Assert.All(chunks, chunk => Assert.InRange(chunk.Bytes, 1, MostBytes));
        Assert.Equal(marks, tallies.Sum(tally => tally.Events + tally.Lost));
        Assert.Equal(chunks.Select(chunk => chunk.RecordedEvents), tallies.Select(tally => (long?)tally.Events));
    }

    private IEnumerable<ChunkManifest> CutBySize() => Load()!.Undecided.Where(chunk => chunk.IsClosed && chunk.Bytes >= MaxBytes);

    private SpoolContent? Load() => Directory.Exists(_folder["ftrace"]) ? SourceSpool.Open(_folder.Path, Id, files: new UntouchedFiles()).Load() : null;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _folder.Dispose();
    }
}
