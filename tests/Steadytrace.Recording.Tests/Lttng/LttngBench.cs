using System.Xml.Linq;
using Steadytrace.Recording.Lttng;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng;

/// <summary>What each test of the LTTng recorder works with: a place for LTTng, the traced program, a spool, and recorders of one run.</summary>
public sealed class LttngBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MountedDisk? _disk;
    private int _chunks;

    private LttngBench(LttngSessionDaemon place, MountedDisk? disk = null) => (Place, _disk) = (place, disk);

    public LttngSessionDaemon Place { get; }

    public TracedProgram Program { get; } = new();

    /// <summary>The folders of all chunks made, in order.</summary>
    public IReadOnlyList<string> Chunks => [.. Enumerable.Range(0, _chunks).Select(number => InSpool($"chunks/{number}"))];

    public LttngOptions Options => new()
    {
        Command = Place.Command,
        DaemonCommand = Place.DaemonCommand,
        DaemonArguments = ["--no-kernel"],
        Environment = Place.Variables,
    };

    public static async Task<LttngBench> WithDaemonAsync() => new(await LttngSessionDaemon.StartAsync());

    /// <summary>With a daemon, and a spool on a disk of its own: for root.</summary>
    /// <param name="disk">The test's, which disposes it after this.</param>
    public static async Task<LttngBench> OnDiskAsync(MountedDisk disk) => new(await LttngSessionDaemon.StartAsync(), disk);

    public static LttngBench WithoutDaemon() => new(LttngSessionDaemon.None());

    public RecordingRun Run(long number = 1)
    {
        var folder = Directory.CreateDirectory(InSpool($"lttng/{number}/recorder"));
        return new RecordingRun(new SourceId(new HostId("here"), "lttng"), number, folder.FullName);
    }

    public LttngRecorder Recorder(LttngOptions? options = null) => new(options ?? Options);

    /// <summary>Makes the folder of the next chunk.</summary>
    public string NextChunk() => Directory.CreateDirectory(InSpool($"chunks/{_chunks++}")).FullName;

    /// <summary>The name of the one session in the place.</summary>
    public async Task<string> SessionAsync() =>
        LttngSessionInfo.ReadAll(XElement.Parse(await Place.LttngAsync("--mi", "xml", "list"))).Single().Name;

    /// <summary>
    /// How many events the one session in the place has lost, by the session daemon's own statistics; null where these are below zero, as releases up to 2.13 have them
    /// when the last packet of a stream says 0 (the reader passes such a word over).
    /// </summary>
    public async Task<long?> DiscardedAsync()
    {
        var sums = XElement.Parse(await Place.LttngAsync("--mi", "xml", "list", await SessionAsync())).Descendants()
            .Where(element => element.Name.LocalName == "discarded_events").Select(element => (ulong)element).ToList();
        return sums.Any(sum => sum > long.MaxValue) ? null : sums.Sum(sum => (long)sum);
    }

    public async Task<List<IReadOnlyList<TracedCall>>> ReadChunksAsync()
    {
        List<IReadOnlyList<TracedCall>> all = [];
        foreach (var chunk in Chunks)
        {
            var trace = Path.Combine(chunk, "trace");
            all.Add(Directory.Exists(trace) ? await Babeltrace.ReadCallsAsync(trace) : []);
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await Place.DisposeAsync();
        Program.Dispose();
        _folder.Dispose();
    }

    private string InSpool(string name) => Path.Combine(_disk?.Path ?? _folder.Path, name);
}
