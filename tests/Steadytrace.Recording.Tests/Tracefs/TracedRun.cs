using System.Diagnostics;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;
using Steadytrace.Traces;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Tests.Tracefs;

/// <summary>A run of the real kernel's tracer in folders of the test's own; removes its instance whatever happens.</summary>
internal sealed class TracedRun : IAsyncDisposable
{
    public const string Root = "/sys/kernel/tracing";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _chunks = [];
    private readonly TracefsMount _mount = TracefsMount.Ensure(Root);

    public TracedRun(TracefsOptions? options = null)
    {
        Options = options ?? new TracefsOptions();
        Run = new RecordingRun(new SourceId(new HostId("here"), "ftrace"), 1, Directory.CreateDirectory(_folder["runs/1"]).FullName);
        Recorder = new TracefsRecorder(Options);
    }

    public TracefsOptions Options { get; }

    public RecordingRun Run { get; }

    public TracefsRecorder Recorder { get; private set; }

    public List<ChunkCut> Cuts { get; } = [];

    public string Instance => Path.Combine(Root, "instances", InstanceName.Of(Run));

    public IReadOnlyList<string> Chunks => _chunks;

    public Task<long> StartAsync() => Recorder.StartAsync(Run, NextChunk(), default);

    public async Task CutAsync() => Cuts.Add(await Recorder.CutAsync(NextChunk(), default));

    public async Task StopAsync() => Cuts.Add(await Recorder.StopAsync(default));

    /// <summary>Lets go of the instance as a process that ends does, and takes it up again as its successor.</summary>
    /// <param name="chunk">Where it goes on; null: in the latest chunk.</param>
    /// <param name="options">What the successor is told to record; null: the same.</param>
    public async Task<bool> SucceedAsync(string? chunk = null, TracefsOptions? options = null)
    {
        await Recorder.DisposeAsync();
        Recorder = new TracefsRecorder(options ?? Options);
        return await Recorder.TryAdoptAsync(Run, chunk ?? _chunks[^1], default);
    }

    public string NextChunk()
    {
        _chunks.Add(Directory.CreateDirectory(_folder[$"chunk-{_chunks.Count}"]).FullName);
        return _chunks[^1];
    }

    public Tally Count(int chunk, IntervalLength? interval = null)
    {
        var tally = new Tally();
        var faults = new List<TraceFault>();
        FtraceReader.Count(_chunks[chunk], new CountOptions { Interval = interval, Threads = 2 }, tally, faults, default);
        Assert.Empty(faults);
        return tally;
    }

    /// <summary>Writes numbered events, which the kernel keeps word by word.</summary>
    public void Mark(int from, int count)
    {
        using var marker = new FileStream(Path.Combine(Instance, "trace_marker"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        for (var number = from; number < from + count; number++) marker.Write(System.Text.Encoding.ASCII.GetBytes($"<mark {number}>"));
    }

    /// <summary>The numbers of the events that <see cref="Mark"/> wrote, as they lie in a chunk's files.</summary>
    public List<int> Marks(int chunk) =>
        [.. Directory.GetFiles(_chunks[chunk], "cpu*.pages").SelectMany(file =>
            System.Text.RegularExpressions.Regex.Matches(System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)), "<mark ([0-9]+)>"))
            .Select(match => int.Parse(match.Groups[1].ValueSpan))];

    /// <summary>Runs a program to its end.</summary>
    public static void Execute(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await Recorder.DisposeAsync();
        await new TracefsInstance(Root, InstanceName.Of(Run)).RemoveAsync();
        _mount.Dispose();
        _folder.Dispose();
    }
}
