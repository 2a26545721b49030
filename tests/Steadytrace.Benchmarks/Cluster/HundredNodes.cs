using Steadytrace.Benchmarks.Reading;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Cluster;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Testing;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>A hundred nodes in this process: until each is a member and one of them shows all.</summary>
internal sealed class HundredNodes(BenchOptions options, CancellationToken cancellation) : IMeasure
{
    private const int Nodes = 100;
    private const double Limit = 60;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200), GivesUpAfter = TimeSpan.FromMinutes(5);

    public string Name => "hundred nodes";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Work, "hundred")).FullName;
        var nodes = new List<InProcessNode>();
        try
        {
            var ports = FreePort.Several(2 * Nodes);
            var began = Turns.Now;
            for (var number = 0; number < Nodes; number++)
            {
                nodes.Add(await InProcessNode.StartAsync(Options(folder, number, ports[Nodes + number]), ports[number], ports[0], cancellation));
                await Task.Delay(Between, cancellation);
            }

            // Members first: a look at the fleet asks each of them, and many looks would be what is measured.
            while (nodes[0].MembersUp < Nodes || !await ShowsAllAsync(nodes[0]))
            {
                if (Turns.Since(began) > GivesUpAfter.TotalSeconds) throw new BenchException($"not all of {Nodes} nodes are shown after {GivesUpAfter.TotalMinutes:0} min");
                await Task.Delay(100, cancellation);
            }

            var seconds = Turns.Since(began);
            return [new Measurement($"{Nodes} nodes in one process form a cluster, and one shows every host, from the first start on", Figure.Seconds(seconds), Figure.Seconds(Limit), Limit / seconds, 1)];
        }
        finally
        {
            await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));
            Directory.Delete(folder, recursive: true);
        }
    }

    private static NodeOptions Options(string folder, int number, int httpPort) => new()
    {
        Host = new HostId($"host-{number:000}"), Datacenter = "bench", HttpAddress = new Uri($"http://127.0.0.1:{httpPort}/"), ClusterToken = "a secret of this benchmark",
        Roles = number == 0 ? [NodeRoles.Aggregator] : [NodeRoles.Tracer],
        Tracer = new TracerOptions { SpoolDirectory = Path.Combine(folder, $"{number}") },
    };

    private async Task<bool> ShowsAllAsync(InProcessNode node)
    {
        var view = await node.Fleet.ViewAsync(cancellation);
        return view.Nodes.Count(one => one.Status == "up" && one.Host.Length > 0) == Nodes;
    }
}
