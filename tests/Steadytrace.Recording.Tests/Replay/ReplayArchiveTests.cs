using Steadytrace.Recording.Replay;
using Steadytrace.Testing;
using Steadytrace.Traces;

namespace Steadytrace.Recording.Tests.Replay;

/// <summary>Archives of rotated sessions: a real one's, and copies of a trace of kernel and program with 4,272 events and 728 lost.</summary>
public sealed class ReplayArchiveTests : IDisposable
{
    private const int Events = 4272, Lost = 728;
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private int _chunks;

    public void Dispose() => _folder.Dispose();

    [LttngFact]
    public async Task Archives_of_a_rotated_session_are_chunks_whose_events_and_losses_add_up_to_all_calls()
    {
        await using var place = await LttngSessionDaemon.StartAsync();
        using var source = new TracedProgram();
        var output = Directory.CreateDirectory(_folder["session"]).FullName;
        await place.LttngAsync("create", "it", $"--output={output}");
        await place.LttngAsync("enable-channel", "--userspace", "--session=it", "--subbuf-size=4096", "--num-subbuf=2", "small");
        await place.LttngAsync("enable-event", "--userspace", "--session=it", "--channel=small", TracedProgram.Event);
        await place.LttngAsync("start", "it");
        await using var program = await source.StartAsync(place);
        long calls = 0;
        for (var archive = 0; archive < 3; archive++)
        {
            calls = await program.CallAsync(50_000, pauseMicroseconds: 0);
            await place.LttngAsync("rotate", "it");
        }

        // What was lost last is told by the next packet.
        await place.LttngAsync("stop", "it");
        await place.LttngAsync("destroy", "it");
        await using var recorder = new ReplayRecorder(new ReplayOptions { Path = output });
        await recorder.StartAsync(Run(), NextChunk(), None);
        IReadOnlyList<StreamTail> before = [];
        List<(long Events, long Lost)> counts = [];
        while (!recorder.Ended.IsCompleted) Close(await recorder.CutAsync(NextChunk(), None));
        Close(await recorder.StopAsync(None));

        Assert.True(counts.Count >= 3, $"{counts.Count} chunks");
        Assert.True(counts.Skip(1).Any(count => count.Lost > 0), "nothing was lost between archives");
        Assert.Equal(calls, counts.Sum(count => count.Events + count.Lost));

        void Close(ChunkCut cut)
        {
            counts.Add(Count(counts.Count, before));
            before = cut.Tails!;
        }
    }

    [SharedTraceFact]
    public async Task Archives_that_appear_are_followed_and_a_cut_waits_for_none_for_ever()
    {
        Directory.CreateDirectory(_folder["session"]);
        await using var recorder = new ReplayRecorder(new ReplayOptions { Path = _folder["session"], Follow = true });
        await recorder.StartAsync(Run(), NextChunk(), None);
        await recorder.CutAsync(NextChunk(), None);
        Archive(0);
        var full = await recorder.CutAsync(NextChunk(), None);
        Archive(1);
        await recorder.CutAsync(NextChunk(), None);
        await recorder.CutAsync(NextChunk(), None);

        Assert.Empty(Directory.GetDirectories(Path.Combine(Chunk(0), "trace")));
        Assert.Equal((Events, Lost), Count(1, []));
        Assert.Equal(Events, Count(2, full.Tails!).Events);
        Assert.Equal(Lost, full.Tails!.Sum(tail => (long)tail.EventsDiscarded));
        Assert.Empty(Directory.GetDirectories(Path.Combine(Chunk(3), "trace")));
        Assert.False(recorder.Ended.IsCompleted);
    }

    [SharedTraceFact]
    public void A_trace_that_is_still_being_copied_is_waited_for()
    {
        var time = new SettableTime();
        var arrivals = new ReplayArrivals(_folder["session"], TimeSpan.FromSeconds(1), time);
        Assert.Empty(arrivals.Look(0, None));
        Copy(SharedTraces.Path("kernel-big-endian"), _folder["session/one"]);
        var stream = Directory.GetFiles(_folder["session/one"]).First(file => Path.GetFileName(file) != "metadata");
        Assert.Empty(arrivals.Look(0, None));
        time.Advance(TimeSpan.FromSeconds(5));
        File.AppendAllText(stream, "more");
        Assert.Empty(arrivals.Look(0, None));
        Assert.Empty(arrivals.Look(0, None));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(_folder["session/one"], Assert.Single(arrivals.Look(0, None)).Folder);
        Assert.Empty(arrivals.Look(0, None));
    }

    [Theory]
    [InlineData(0.0, false, false)]
    [InlineData(double.NaN, false, false)]
    [InlineData(2.0, true, false)]
    [InlineData(2.0, false, true)]
    [InlineData(null, true, true)]
    public void What_cannot_be_together_is_refused(double? speed, bool asIfLive, bool follow) =>
        Assert.NotNull(new ReplayOptions { Path = "/somewhere", Speed = speed, AsIfLive = asIfLive, Follow = follow }.Validate());

    private void Archive(int number)
    {
        // As LTTng does it: the archive appears by a rename.
        var archive = _folder[$"session/archives/20260101T00000{number}+0000-20260101T00000{number + 1}+0000-{number}"];
        Copy(SharedTraces.Path("kernel-and-ust-lost"), _folder["being-made"]);
        Directory.CreateDirectory(Path.GetDirectoryName(archive)!);
        Directory.Move(_folder["being-made"], archive);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, File.ReadAllBytes(file));
        }
    }

    private (long Events, long Lost) Count(int chunk, IReadOnlyList<StreamTail> before)
    {
        var tally = TraceCounter.Count(Chunk(chunk), new CountOptions { Before = before }).Tally;
        return (tally.Events, tally.Lost);
    }

    private string Chunk(int number) => _folder[$"chunks/{number}"];

    private string NextChunk() => Directory.CreateDirectory(Chunk(_chunks++)).FullName;

    private RecordingRun Run() => new(new SourceId(new HostId("here"), "replay"), 1, Directory.CreateDirectory(_folder["runs/1"]).FullName);

    private sealed class SettableTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
