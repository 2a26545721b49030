using Steadytrace.Cluster.Fleet;
using Steadytrace.Testing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Tests.Commands;

/// <summary>Two nodes, each the real program as a process of its own; a person takes out the one that can be missed.</summary>
public sealed class ClusterRemoveTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);
    private readonly TemporaryFolder _folder = new();
    private readonly int[] _ports = FreePort.Several(4);
    private readonly List<ServerProcess> _nodes = [];
    private readonly HttpClient _http;

    public ClusterRemoveTests() => _http = new HttpClient { BaseAddress = AddressOf(0), Timeout = TimeSpan.FromSeconds(20) };

    public async Task InitializeAsync()
    {
        await StartAsync("aggregator-1", "aggregator");
        await StartAsync("parser-1", "parser");
        await Eventually.HoldsAsync(async () => await NodesAsync() is { Count: 2 } nodes && nodes.All(node => node.Status == "up"), "a cluster of two", Soon);
    }

    public async Task DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(_nodes))
        {
            await node.StopAsync(Soon);
            await node.DisposeAsync();
        }

        _http.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("leave", "leaves the cluster")]
    [InlineData("down", "is declared down")]
    public async Task A_node_that_is_taken_out_ends_and_the_others_go_on_without_it(string order, string answer)
    {
        var outcome = await SteadytraceCommand.RunAsync("cluster", order, "parser-1", "--node", AddressOf(0).AbsoluteUri);

        Assert.Equal((0, "", $"Node 127.0.0.1:{_ports[3]} {answer}"), (outcome.ExitCode, outcome.Error, outcome.Output.TrimEnd()));
        await Eventually.HoldsAsync(() => _nodes[1].HasEnded, "the node's end", Soon);
        await Eventually.HoldsAsync(async () => (await NodesAsync()).Count == 1, "a cluster of one", Soon);
        Assert.Equal("aggregator-1", Assert.Single(await NodesAsync()).Host);
    }

    private Uri AddressOf(int node) => new($"http://127.0.0.1:{_ports[2 * node]}/");

    private async Task<IReadOnlyList<NodeView>> NodesAsync() => (await new FleetClient(_http).ViewAsync(default)).Nodes;

    private async Task StartAsync(string host, string role)
    {
        var number = _nodes.Count;
        var environment = new Dictionary<string, string?>
        {
            ["STEADYTRACE__HOST"] = host,
            ["STEADYTRACE__HTTP__LISTEN"] = $"127.0.0.1:{_ports[2 * number]}",
            ["STEADYTRACE__HTTP__TOKEN"] = "a-token-of-the-tests-own",
            ["STEADYTRACE__CLUSTER__PORT"] = $"{_ports[(2 * number) + 1]}",
            ["STEADYTRACE__CLUSTER__SEEDS"] = $"127.0.0.1:{_ports[1]}",
            ["STEADYTRACE__PARSER__WORK_DIRECTORY"] = _folder["work"],
        };
        var node = ServerProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "steadytrace.dll"), "node", "--role", role], environment, _folder.Path);
        _nodes.Add(node);
        var ready = new Uri(AddressOf(number), "health/ready");
        await node.UntilAsync(() => IsReadyAsync(ready), "the node's readiness", Soon);
    }

    private async Task<bool> IsReadyAsync(Uri ready)
    {
        try
        {
            using var answer = await _http.GetAsync(ready);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }
}
