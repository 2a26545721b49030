using System.IO.Compression;
using Steadytrace.Recording.Replay;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Replay;

public sealed class ReplayRecorderTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_sample_is_played_as_if_it_were_recorded_now()
    {
        await using var recorder = new ReplayRecorder(new ReplayOptions { AsIfLive = true }, _time, Sample);
        var begin = await recorder.StartAsync(Run(), Chunk(0), None);
        Assert.Equal(_time.UnixNs, begin);

        _time.Advance(seconds: 2);
        var first = await recorder.CutAsync(Chunk(1), None);
        _time.Advance(seconds: 2);
        var second = await recorder.CutAsync(Chunk(2), None);
        _time.Advance(seconds: 1);
        var quiet = await recorder.CutAsync(Chunk(3), None);

        // Recorded from 100 s to 102 s and from 102 s to 104 s.
        Assert.Equal(begin - 100 * Second, first.ShiftNanoseconds);
        Assert.Equal([begin + 2 * Second, begin + 4 * Second, begin + 4 * Second], new[] { first, second, quiet }.Select(cut => cut.EndUnixNs));
        Assert.Equal("first", File.ReadAllText(Path.Combine(Chunk(0), "ftrace.json")));
        Assert.Equal("second", File.ReadAllText(Path.Combine(Chunk(1), "ftrace.json")));
        Assert.True(Directory.Exists(Path.Combine(Chunk(2), "trace")), "an empty chunk is marked");
        Assert.False(recorder.Ended.IsCompleted);
    }

    [Fact]
    public async Task Traces_that_are_over_at_one_cut_lie_side_by_side_in_its_chunk()
    {
        await using var recorder = new ReplayRecorder(new ReplayOptions { AsIfLive = true }, _time, Sample);
        await recorder.StartAsync(Run(), Chunk(0), None);
        _time.Advance(seconds: 60);

        await recorder.StopAsync(None);

        Assert.Equal("first", File.ReadAllText(Path.Combine(Chunk(0), "0", "ftrace.json")));
        Assert.Equal("second", File.ReadAllText(Path.Combine(Chunk(0), "1", "ftrace.json")));
        Assert.False(Directory.Exists(Path.Combine(Run().Directory, "sample")), "the unpacked sample is gone");
    }

    [Fact]
    public async Task A_sample_that_is_damaged_is_refused_for_good()
    {
        await using var recorder = new ReplayRecorder(new ReplayOptions(), _time, () => new MemoryStream([1, 2, 3]));

        var refused = await Assert.ThrowsAsync<RecorderException>(() => recorder.StartAsync(Run(), Chunk(0), None));

        Assert.True(refused.Permanent);
        Assert.Contains("sample trace is damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_handed_out_trace_by_trace_and_ends()
    {
        Directory.CreateDirectory(_folder["in/10/index"]);
        Directory.CreateDirectory(_folder["in/9"]);
        await File.WriteAllTextAsync(_folder["in/9/metadata"], "nine");
        await File.WriteAllTextAsync(_folder["in/10/metadata"], "ten");
        await File.WriteAllTextAsync(_folder["in/10/index/a.idx"], "index");
        await using var recorder = new ReplayRecorder(new ReplayOptions { Path = _folder["in"] }, _time);
        await recorder.StartAsync(Run(), Chunk(0), None);
        Assert.False(recorder.Ended.IsCompleted);

        var cut = await recorder.CutAsync(Chunk(1), None);
        Assert.True(recorder.Ended.IsCompletedSuccessfully);
        await recorder.StopAsync(None);

        Assert.Equal(0, cut.ShiftNanoseconds);
        Assert.Equal("nine", File.ReadAllText(Path.Combine(Chunk(0), "metadata")));
        Assert.Equal("ten", File.ReadAllText(Path.Combine(Chunk(1), "metadata")));
        Assert.Equal("index", File.ReadAllText(Path.Combine(Chunk(1), "index/a.idx")));
        Assert.Equal("ten", File.ReadAllText(_folder["in/10/metadata"]));
    }

    [Fact]
    public async Task What_is_handed_out_may_be_changed_without_harm_to_the_trace_it_came_from()
    {
        Directory.CreateDirectory(_folder["in"]);
        await File.WriteAllTextAsync(_folder["in/metadata"], "whole");
        await using var recorder = new ReplayRecorder(new ReplayOptions { Path = _folder["in"] }, _time);
        await recorder.StartAsync(Run(), Chunk(0), None);
        await recorder.StopAsync(None);

        using (var handedOut = File.OpenWrite(Path.Combine(Chunk(0), "metadata"))) handedOut.SetLength(1);

        Assert.Equal("whole", File.ReadAllText(_folder["in/metadata"]));
    }

    [SharedTraceFact]
    public async Task A_trace_ends_and_begins_at_its_own_seconds()
    {
        await using var recorder = new ReplayRecorder(new ReplayOptions { Path = SharedTraces.Path("kernel-rotated-files") }, _time);

        var begin = await recorder.StartAsync(Run(), Chunk(0), None);
        var cut = await recorder.StopAsync(None);

        var (first, last) = FirstAndLast(Path.Combine(SharedTraces.Root!, "expected", "kernel-rotated-files.json"));
        Assert.Equal(first * Second, begin);
        Assert.Equal((last + 1) * Second, cut.EndUnixNs);
    }

    [Theory]
    [InlineData("missing", "no such folder")]
    [InlineData("", "no trace in it")]
    public async Task A_path_without_a_trace_is_refused_for_good(string path, string reason)
    {
        var full = path.Length == 0 ? Directory.CreateDirectory(_folder["empty"]).FullName : _folder[path];
        await using var recorder = new ReplayRecorder(new ReplayOptions { Path = full }, _time);

        var refused = await Assert.ThrowsAsync<RecorderException>(() => recorder.StartAsync(Run(), Chunk(0), None));

        Assert.True(refused.Permanent);
        Assert.StartsWith($"{full}: {reason}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_is_not_adopted_and_half_a_copy_is_removed()
    {
        await using var recorder = new ReplayRecorder(new ReplayOptions(), _time, Sample);
        await File.WriteAllTextAsync(Path.Combine(Chunk(0), "metadata"), "half");

        Assert.False(await recorder.TryAdoptAsync(Run(), Chunk(0), None));

        Assert.Equal(["trace"], Directory.EnumerateFileSystemEntries(Chunk(0)).Select(Path.GetFileName));
    }

    private static (long First, long Last) FirstAndLast(string expected)
    {
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(expected));
        var starts = json.RootElement.GetProperty("intervals").EnumerateArray().Select(interval => interval.GetProperty("start").GetInt64()).ToList();
        return (starts.Min(), starts.Max());
    }

    private RecordingRun Run() =>
        new(new SourceId(new HostId("here"), "replay"), 1, Directory.CreateDirectory(_folder["run"]).FullName);

    private string Chunk(int number) => Directory.CreateDirectory(_folder[$"chunk-{number}"]).FullName;

    private static MemoryStream Sample()
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "0/ftrace.json", "first");
            Write(zip, "1/ftrace.json", "second");
            Write(zip, "chunks.json", """[{"begin":100000000000,"end":102000000000},{"begin":102000000000,"end":104000000000}]""");
        }

        stream.Position = 0;
        return stream;
    }

    private static void Write(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    }

    private sealed class ManualTime : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch.AddDays(20000);

        public long UnixNs => (_now - DateTimeOffset.UnixEpoch).Ticks * 100;

        public void Advance(int seconds) => _now = _now.AddSeconds(seconds);

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
