using Steadytrace.Cluster;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Recording;
using Steadytrace.Testing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>Ours: a node that only traces, as shipped, and another one that counts what it records and keeps its ledger.</summary>
internal sealed class TracerNode : IAsyncDisposable
{
    private const string Host = "traced";
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(120), PausesWithin = TimeSpan.FromSeconds(120), StopsWithin = TimeSpan.FromSeconds(30);

    // A whole spool may wait, where counting did not keep up: a long run must not come to nothing for that.
    private static readonly TimeSpan CountsWithin = TimeSpan.FromMinutes(20);
    private readonly string _folder;
    private readonly HttpClient _http;
    private readonly FleetClient _fleet;
    private readonly ServerProcess _counting;
    private readonly ServerProcess _tracer;

    private TracerNode(string folder, string recorder, Uri address, ServerProcess counting, ServerProcess tracer)
    {
        (_folder, _counting, _tracer, Source) = (folder, counting, tracer, new SourceId(new HostId(Host), recorder));
        _http = new HttpClient { BaseAddress = address };
        _fleet = new FleetClient(_http);
    }

    /// <summary>The one recorder's source.</summary>
    public SourceId Source { get; }

    /// <summary>The folder that its spool keeps runs in: an instance of the kernel's is known by it.</summary>
    public string Runs => Path.Combine(NodeProcess.SpoolIn(_folder), Source.Recorder, "runs");

    /// <summary>The process of the node that only traces.</summary>
    public int Id => _tracer.Id;

    /// <summary>The process of the node that counts.</summary>
    public int CountingId => _counting.Id;

    /// <summary>Starts both; completes when the tracer records.</summary>
    /// <param name="program">The published program.</param>
    /// <param name="folder">Where it may make a folder, which is gone in the end.</param>
    /// <param name="recorder"><c>ftrace</c> or <c>lttng</c>.</param>
    /// <param name="settings">Of the tracer, as environment variables: what to record.</param>
    /// <param name="place">Where the tracer's LTTng is.</param>
    public static async Task<TracerNode> StartAsync(string program, string folder, string recorder, IReadOnlyDictionary<string, string?> settings, LttngSessionDaemon? place = null)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, "nodes")).FullName;
        var ports = FreePort.Several(4);
        var counting = NodeProcess.Start(program, own, "counting", [NodeRoles.Aggregator, NodeRoles.Parser], new NodePorts(ports[0], ports[1], ports[1]), new Dictionary<string, string?>());
        var traced = new Dictionary<string, string?>(settings) { ["STEADYTRACE__TRACER__RECORDERS"] = recorder };
        var tracer = NodeProcess.Start(program, own, Host, [NodeRoles.Tracer], new NodePorts(ports[2], ports[3], ports[1]), traced, place);
        var node = new TracerNode(own, recorder, new Uri($"http://127.0.0.1:{ports[0]}/"), counting, tracer);
        try
        {
            await node.UntilAsync(source => source?.State == "recording", "it records", StartsWithin, CancellationToken.None);
            return node;
        }
        catch
        {
            // Whatever failed: no process may be left.
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the ledger says of the tracer's recorder; null while it has not said anything.</summary>
    public async Task<SourceView?> TrySourceAsync()
    {
        try
        {
            return (await _fleet.ViewAsync(CancellationToken.None)).Sources.SingleOrDefault();
        }
        catch (FleetRequestException)
        {
            // Not there yet, or too busy for an answer in time.
            return null;
        }
    }

    /// <summary>Ends recording, and waits until all is counted.</summary>
    /// <returns>The totals of the run.</returns>
    public async Task<SourceView> FinishAsync(CancellationToken cancellation)
    {
        await PauseAsync(cancellation);
        return (await UntilAsync(source => source is { State: "paused", Undecided: 0 }, "all is counted", CountsWithin, cancellation))!;
    }

    /// <summary>Throws where one of the two has ended, with its last words.</summary>
    public void RequireBoth()
    {
        foreach (var (process, name) in new[] { (_tracer, "tracer"), (_counting, "node that counts") })
        {
            if (process.HasEnded) throw new BenchException($"the {name} has ended; last output:\n{process.LastOutput}");
        }
    }

    /// <summary>Ends both, and what they record.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // One that is gone cannot, and what it said is told already.
            if (!_tracer.HasEnded && !_counting.HasEnded && await TrySourceAsync() is { State: not "paused" }) await PauseAsync(CancellationToken.None);
        }
        finally
        {
            foreach (var process in new[] { _tracer, _counting })
            {
                await process.StopAsync(StopsWithin);
                await process.DisposeAsync();
            }

            _http.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task PauseAsync(CancellationToken cancellation)
    {
        var paused = await _fleet.CommandTracerAsync(Host, TracerCommand.Pause, cancellation);
        if (!paused.Done) throw new BenchException($"recording does not end: {paused.Message}");
        await UntilAsync(source => source?.State == "paused", "recording has ended", PausesWithin, cancellation);
    }

    private async Task<SourceView?> UntilAsync(Func<SourceView?, bool> holds, string what, TimeSpan within, CancellationToken cancellation)
    {
        SourceView? last = null;
        try
        {
            await _tracer.UntilAsync(
                async () =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    RequireBoth();
                    return holds(last = await TrySourceAsync());
                },
                what,
                within);
            return last;
        }
        catch (InvalidOperationException failure)
        {
            throw new BenchException($"{failure.Message}\nlast seen: {last}", failure);
        }
    }
}
