using System.Globalization;
using Akka.Configuration;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Cluster;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Testing;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>What the process of <see cref="HundredNodes"/> does: it starts them, waits until one shows all, and writes the seconds as its last line.</summary>
internal static class NodesTogether
{
    /// <summary>The word on the command line, with a folder for the spools behind it.</summary>
    public const string Command = "hundred-nodes";

    public const int Nodes = 100;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200), GivesUpAfter = TimeSpan.FromMinutes(5), Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>A hundred nodes on two cores are late where one is not: their heartbeats may pause twice as long, and each has one thread for its sockets.</summary>
    private static readonly Config Crowded = ConfigurationFactory.ParseString("""
        akka.cluster.failure-detector.acceptable-heartbeat-pause = 20s
        akka.remote.dot-netty.tcp.server-socket-worker-pool.pool-size-max = 1
        akka.remote.dot-netty.tcp.client-socket-worker-pool.pool-size-max = 1
        """);

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string folder, CancellationToken cancellation)
    {
        var nodes = new List<InProcessNode>();
        try
        {
            var ports = FreePort.Several(2 * Nodes);
            // The lowest address leads, and the first node lets the others in: one and the same.
            Array.Sort(ports, 0, Nodes);
            var began = Turns.Now;
            for (var number = 0; number < Nodes; number++)
            {
                nodes.Add(await InProcessNode.StartAsync(Options(folder, number, ports[Nodes + number]), ports[number], ports[0], Crowded, cancellation));
                await Task.Delay(Between, cancellation);
            }

            Say("started", began);
            // Members first: a look at the fleet asks each of them, and many looks would be what is measured.
            while (nodes[0].MembersUp < Nodes) await WaitAsync(began, cancellation);
            Say("up", began);
            while (!await ShowsAllAsync(nodes[0], cancellation)) await WaitAsync(began, cancellation);
            Console.WriteLine($"{GC.CollectionCount(0)} collections, {GC.GetTotalPauseDuration().TotalSeconds:0.0} s");
            Console.WriteLine(Turns.Since(began).ToString(CultureInfo.InvariantCulture));
            return 0;
        }
        finally
        {
            await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));
        }
    }

    private static void Say(string what, long began) => Console.WriteLine($"all are {what} after {Turns.Since(began):0.0} s");

    private static async Task WaitAsync(long began, CancellationToken cancellation)
    {
        if (Turns.Since(began) > GivesUpAfter.TotalSeconds) throw new BenchException($"not all of {Nodes} nodes are shown after {GivesUpAfter.TotalMinutes:0} min");
        await Task.Delay(Glance, cancellation);
    }

    private static NodeOptions Options(string folder, int number, int httpPort) => new()
    {
        Host = new HostId($"host-{number:000}"), Datacenter = "bench", HttpAddress = new Uri($"http://127.0.0.1:{httpPort}/"), ClusterToken = "a secret of this benchmark",
        Roles = number == 0 ? [NodeRoles.Aggregator] : [NodeRoles.Tracer],
        Tracer = new TracerOptions { SpoolDirectory = Path.Combine(folder, $"{number}") },
    };

    private static async Task<bool> ShowsAllAsync(InProcessNode node, CancellationToken cancellation)
    {
        var view = await node.Fleet.ViewAsync(cancellation);
        return view.Nodes.Count(one => one.Status == "up" && one.Host.Length > 0) == Nodes;
    }
}
