using Steadytrace.Recording.Replay;
using Steadytrace.Testing;
using Steadytrace.Traces;

namespace Steadytrace.Recording.Tests.Replay;

/// <summary>Archives of a rotated session: a kernel's and a program's trace in each, 4,272 events, and 728 lost by the first one's end.</summary>
public sealed class ReplayArchiveTests : IDisposable
{
    private const int Events = 4272, Lost = 728;
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private int _chunks;

    public void Dispose() => _folder.Dispose();

    [SharedTraceFact]
    public async Task Each_archive_is_one_chunk_and_what_was_lost_before_it_is_not_lost_again()
    {
        Archive(0);
        Archive(1);
        await using var recorder = new ReplayRecorder(new ReplayOptions { Path = _folder["session"] });
        await recorder.StartAsync(Run(), NextChunk(), None);
        var first = await recorder.CutAsync(NextChunk(), None);
        Assert.True(recorder.Ended.IsCompleted);
        await recorder.StopAsync(None);

        Assert.Equal((Events, Lost), Count(0, []));
        // The second is a copy of the first: its counters have not moved.
        Assert.Equal((Events, 0), Count(1, first.Tails!));
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
        Assert.Equal((Events, 0), Count(2, full.Tails!));
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
