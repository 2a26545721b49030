using Steadytrace.Cluster.Fleet;
using Steadytrace.Testing;
using Steadytrace.Testing.Servers;
using Xunit.Abstractions;

namespace Steadytrace.EndToEnd.Tests;

/// <summary>An upgrade: three nodes with all roles, each a traced host under load, are stopped and started one after the other.</summary>
public sealed class RollingRestartTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Instances = "/sys/kernel/tracing/instances";
    private const int Nodes = 3, IntervalSeconds = 10, MarksPerBatch = 20, MicrosecondsPerBatch = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly TemporaryFolder _folder = new();
    private readonly int[] _ports = FreePort.Several(2 * Nodes);
    private readonly SteadytraceNode[] _nodes = new SteadytraceNode[Nodes];
    private RabbitMqServer _broker = null!;
    private QueueReader _reader = null!;

    [TracefsFact]
    public async Task Nodes_that_are_restarted_one_after_the_other_lose_no_event_and_leave_no_gap_and_no_interval_is_late_by_more_than_one()
    {
        for (var node = 0; node < Nodes; node++) _nodes[node] = Start(node);
        for (var node = 0; node < Nodes; node++) await _nodes[node].UntilReadyAsync();
        using var enough = new CancellationTokenSource();
        var arrivals = new Arrivals(_reader, TimeSpan.FromSeconds(IntervalSeconds));
        var watching = arrivals.WatchAsync(enough.Token);
        var programs = new List<MarkingProgram>();
        for (var node = 0; node < Nodes; node++) programs.Add(await MarkingProgram.StartAsync(Path.Combine(await InstanceAsync(node), "trace_marker")));
        var marking = programs.Select(program => program.MarkUntilAsync(10 * MarksPerBatch, MarksPerBatch, MicrosecondsPerBatch, enough.Token)).ToList();
        await UntilMarksArriveAsync();
        var runs = await RunsAsync();

        for (var node = 0; node < Nodes; node++)
        {
            await _nodes[node].StopAsync();
            _nodes[node] = Start(node);
            await _nodes[node].UntilReadyAsync();
            await UntilMarksArriveAsync();
        }

        await enough.CancelAsync();
        var marks = await Task.WhenAll(marking);
        // An instance whose marker is open cannot be removed.
        foreach (var program in programs) await program.DisposeAsync();
        await watching;
        var paused = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.Equal(runs, await RunsAsync());
        for (var node = 0; node < Nodes; node++) await _nodes[node].CommandAsync("tracer", "pause", Host(node));
        for (var node = 0; node < Nodes; node++)
        {
            var (host, all) = (Host(node), marks[node]);
            await Eventually.HoldsAsync(() => Marks(host) >= all, $"{all} marks of {host} at the consumer", Patience);
            Assert.Equal(all, Marks(host));
            Assert.Equal(0, Sum("lost", host));
            Assert.Equal(0, Sum("lost_chunks", host));
            Assert.Equal(0, Sum("partial", host));
            Assert.All(
                Ledger("gap_seconds", host).OrderBy(line => line.Key.UnixSeconds).Skip(1).Where(line => line.Key.UnixSeconds + IntervalSeconds <= paused), gap => Assert.Equal(0, gap.Value));
        }

        output.WriteLine($"{marks.Sum()} marks; the latest interval came {arrivals.Latest.TotalSeconds:0.0} s after its end, of which the machine itself was late {arrivals.OfMachine.TotalSeconds:0.0} s");
        Assert.Empty(arrivals.Late);
    }

    public async Task InitializeAsync()
    {
        _broker = await RabbitMqServer.StartNewAsync();
        _reader = await QueueReader.OpenAsync(_broker.Uri, "test.reader");
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes.Where(node => node is not null)) await node.DisposeAsync();
        // Nodes leave their recorders recording, as they should.
        for (var node = 0; node < Nodes; node++)
            foreach (var instance in InstancesOf(node)) Directory.Delete(instance);
        await _reader.DisposeAsync();
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    private static string Host(int node) => $"rolling-{node}";

    private SteadytraceNode Start(int node) => SteadytraceNode.Start(
        _ports[node], ["node", "--role", "tracer", "--role", "parser", "--role", "aggregator", "--role", "console"],
        new Dictionary<string, string?>
        {
            ["STEADYTRACE__HOST"] = Host(node),
            ["STEADYTRACE__INTERVAL"] = $"{IntervalSeconds}sec",
            ["STEADYTRACE__HTTP__LISTEN"] = $"127.0.0.1:{_ports[node]}",
            ["STEADYTRACE__HTTP__TOKEN"] = "a-token-of-the-tests-own",
            ["STEADYTRACE__CLUSTER__PORT"] = $"{_ports[Nodes + node]}",
            ["STEADYTRACE__CLUSTER__SEEDS"] = string.Join(",", _ports.Skip(Nodes).Select(port => $"127.0.0.1:{port}")),
            ["STEADYTRACE__RABBITMQ__URI"] = _broker.Uri.AbsoluteUri,
            ["STEADYTRACE__PARSER__WORK_DIRECTORY"] = _folder[$"work-{node}"],
            ["STEADYTRACE__TRACER__RECORDERS"] = "ftrace",
            ["STEADYTRACE__TRACER__CHUNK_LENGTH"] = "2s",
            ["STEADYTRACE__TRACER__FTRACE__EVENTS"] = "sched:sched_process_exit",
            ["STEADYTRACE__TRACER__SPOOL__DIRECTORY"] = _folder[$"spool-{node}"],
        },
        _folder.Path);

    private IEnumerable<string> InstancesOf(int node)
    {
        var runs = Directory.Exists(_folder[$"spool-{node}/ftrace/runs"]) ? Directory.GetDirectories(_folder[$"spool-{node}/ftrace/runs"]).Select(Path.GetFileName).ToHashSet() : [];
        return Directory.Exists(Instances) ? Directory.GetDirectories(Instances, "steadytrace.*").Where(instance => runs.Contains(instance.Split('.')[^1])) : [];
    }

    private async Task<string> InstanceAsync(int node)
    {
        string? instance = null;
        await Eventually.HoldsAsync(() => (instance = InstancesOf(node).FirstOrDefault()) is not null && File.Exists(Path.Combine(instance, "trace_marker")), $"the recorder of {Host(node)}", Patience);
        await Eventually.HoldsAsync(async () => (await SourcesAsync()).Any(source => source.Host == Host(node) && source.State == "recording"), $"{Host(node)} recording", Patience);
        return instance!;
    }

    /// <summary>Of each host an interval arrives that ended after now: all that was down is in step again.</summary>
    private async Task UntilMarksArriveAsync()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        for (var node = 0; node < Nodes; node++)
        {
            var host = Host(node);
            await Eventually.HoldsAsync(() => Prints(host).Any(line => line.Key.UnixSeconds >= now && line.Value > 0), $"an interval of {host}", Patience);
        }
    }

    private async Task<IReadOnlyList<SourceView>> SourcesAsync()
    {
        foreach (var node in _nodes.Where(node => !node.HasEnded)) return (await node.Fleet.ViewAsync(CancellationToken.None)).Sources;
        return [];
    }

    private async Task<IReadOnlyList<DateTimeOffset?>> RunsAsync()
    {
        IReadOnlyList<DateTimeOffset?> runs = [];
        await Eventually.HoldsAsync(async () => (runs = [.. (await SourcesAsync()).OrderBy(source => source.Host, StringComparer.Ordinal).Select(source => source.RunBegan)]).Count == Nodes, "all sources", Patience);
        return runs;
    }

    private IEnumerable<KeyValuePair<(string Name, long UnixSeconds), double>> Prints(string host) => Named($"events.ftrace.print.local.{host}");

    private double Marks(string host) => Prints(host).Sum(line => line.Value);

    private IEnumerable<KeyValuePair<(string Name, long UnixSeconds), double>> Ledger(string what, string host) => Named($"ledger.{what}.local.{host}");

    private double Sum(string what, string host) => Ledger(what, host).Sum(line => line.Value);

    private IEnumerable<KeyValuePair<(string Name, long UnixSeconds), double>> Named(string tail)
    {
        var name = $"{IntervalSeconds}sec.ftrace.{tail}";
        return _reader.Last.Where(line => line.Key.Name == name);
    }
}
