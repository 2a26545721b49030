using Steadytrace.Chaos.Lan;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Testing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Chaos.Nodes;

/// <summary>A whole datacenter on a network of its own: two traced hosts, two parsers, three aggregators, broker, bridge and carbon, each on a machine of its own.</summary>
internal sealed class Datacenter : IAsyncDisposable
{
    public const int IntervalSeconds = 10;
    public const string Name = "lab", Interval = "10sec", Record = "chaos.record", Graphite = "steadytrace.graphite";

    /// <summary>The host whose disk may be filled.</summary>
    public const string SmallHost = "host-b";

    private const int SmallDiskKib = 48 << 10;
    private const string Token = "a-token-of-the-chaos-own";
    private static readonly string[] Aggregators = ["aggregator-1", "aggregator-2", "aggregator-3"], Parsers = ["parser-1", "parser-2"], Traced = ["host-a", SmallHost];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);
    private readonly ChaosOptions _options;
    private readonly Stack<IAsyncDisposable> _running = [];

    private Datacenter(ChaosOptions options) => _options = options;

    public RabbitMqServer Broker { get; private set; } = null!;

    public CarbonCache Carbon { get; private set; } = null!;

    /// <summary>Every machine with a link, by name.</summary>
    public Dictionary<string, LanHost> Hosts { get; } = [];

    /// <summary>Every node of Steadytrace, by name.</summary>
    public Dictionary<string, SupervisedNode> Nodes { get; } = [];

    public Dictionary<string, TracedHost> TracedHosts { get; } = [];

    /// <summary>Starts all of it and waits until every source records.</summary>
    public static async Task<Datacenter> StartAsync(ChaosOptions options, CancellationToken cancellation)
    {
        var datacenter = new Datacenter(options);
        try
        {
            await datacenter.StartAllAsync(cancellation);
            return datacenter;
        }
        catch
        {
            await datacenter.DisposeAsync();
            throw;
        }
    }

    /// <summary>The fleet as a node sees it; null when it does not answer.</summary>
    public async Task<FleetView?> ViewAsync(CancellationToken cancellation)
    {
        foreach (var node in Nodes.Values)
        {
            try
            {
                return await node.Fleet.ViewAsync(cancellation);
            }
            catch (FleetRequestException)
            {
                // It is down, or not a member yet; another may answer.
            }
        }

        return null;
    }

    /// <summary>Ends the recorders in order, and their instances and sessions with them.</summary>
    public async Task EndRecordingAsync(CancellationToken cancellation)
    {
        foreach (var host in TracedHosts.Keys)
        {
            await HoldsAsync(
                async () =>
                {
                    try
                    {
                        return (await Nodes[host].Fleet.CommandTracerAsync(host, TracerCommand.Pause, cancellation)).Done;
                    }
                    catch (FleetRequestException)
                    {
                        return false;
                    }
                },
                $"the pause of {host}", cancellation);
        }

        await HoldsAsync(async () => await ViewAsync(cancellation) is { } view && view.Sources.All(source => source.State == "paused"), "the end of all recording", cancellation);
    }

    /// <summary>Looks until the condition holds, for six minutes.</summary>
    public static Task HoldsAsync(Func<Task<bool>> condition, string what, CancellationToken cancellation) => Eventually.HoldsAsync(
        async () =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (await condition()) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellation);
            return false;
        },
        what, Patience);

    public async ValueTask DisposeAsync()
    {
        // All at once: each has seconds to wait for others that go as well.
        await Task.WhenAll(Nodes.Values.Select(node => node.StopAsync()));
        while (_running.TryPop(out var running)) await running.DisposeAsync();
    }

    private async Task StartAllAsync(CancellationToken cancellation)
    {
        var lan = await EthernetSwitch.MakeAsync();
        foreach (var name in (string[])[.. Aggregators, .. Parsers, .. Traced, "bridge", "broker", "carbon"]) Hosts.Add(name, await lan.PlugInAsync(name));
        Broker = await KeptAsync(RabbitMqServer.StartNewAsync(Hosts["broker"].Place));
        Carbon = await KeptAsync(CarbonCache.StartNewAsync(Hosts["carbon"].Place));
        foreach (var name in Traced)
            TracedHosts.Add(name, await KeptAsync(TracedHost.StartAsync(Hosts[name], _options.Work, name == SmallHost ? SmallDiskKib : null, Path.Combine(_options.Work, "instances"), IntervalSeconds)));
        cancellation.ThrowIfCancellationRequested();

        foreach (var name in Aggregators) Start(name, "aggregator");
        foreach (var name in Parsers) Start(name, "parser");
        foreach (var name in Traced) Start(name, "tracer");
        Start("bridge", "bridge");
        await HoldsAsync(
            async () => await ViewAsync(cancellation) is { } view && view.Sources.Count(source => source.State == "recording") == 2 * Traced.Length && view.Nodes.Count(node => node.Status == "up") == Nodes.Count,
            "all nodes up and all sources recording", cancellation);
    }

    private void Start(string name, string role)
    {
        var settings = new Dictionary<string, string?>
        {
            ["STEADYTRACE__HOST"] = name,
            ["STEADYTRACE__DATACENTER"] = Name,
            ["STEADYTRACE__INTERVAL"] = Interval,
            ["STEADYTRACE__HTTP__LISTEN"] = $"{Hosts[name].Address}:9470",
            ["STEADYTRACE__HTTP__TOKEN"] = Token,
            ["STEADYTRACE__CLUSTER__LISTEN"] = Hosts[name].Address,
            ["STEADYTRACE__CLUSTER__SEEDS"] = string.Join(',', Aggregators.Select(aggregator => $"{Hosts[aggregator].Address}:9471")),
            ["STEADYTRACE__RABBITMQ__URI"] = Broker.Uri.AbsoluteUri,
            ["STEADYTRACE__RABBITMQ__REQUIRED_QUEUES"] = $"{Graphite},{Record}",
            ["STEADYTRACE__PARSER__WORK_DIRECTORY"] = Path.Combine(_options.Work, $"work-{name}"),
            ["STEADYTRACE__CARBON__ADDRESS"] = $"{Carbon.Address}:{Carbon.PicklePort}",
            // Small processes on few processors: no thread and heap for each of them.
            ["DOTNET_gcServer"] = "0",
        };
        if (TracedHosts.TryGetValue(name, out var traced))
        {
            foreach (var (key, value) in traced.Settings) settings[key] = value;
        }

        var node = new SupervisedNode(Hosts[name], _options.Program, [role], settings, _options.Work);
        Nodes.Add(name, node);
        _running.Push(node);
        node.Start();
    }


    private async Task<T> KeptAsync<T>(Task<T> starting) where T : IAsyncDisposable
    {
        var started = await starting;
        _running.Push(started);
        return started;
    }
}
