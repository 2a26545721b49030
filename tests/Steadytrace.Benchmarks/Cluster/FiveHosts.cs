using Steadytrace.Benchmarks.Reading;
using Steadytrace.Cluster;
using Steadytrace.Testing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>Five hosts as shipped that trace this kernel, and an aggregator: from the end of an interval until its metrics are confirmed, with nothing else to do.</summary>
internal sealed class FiveHosts(BenchOptions options, CancellationToken cancellation) : IMeasure
{
    private const int Hosts = 5, Intervals = 6, Settling = 2;
    private const string Length = "10sec";
    private const double Limit = 2;
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(30);

    public string Name => "interval's end";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Work, "five")).FullName;
        try
        {
            await using var broker = await RabbitMqServer.StartNewAsync();
            var seconds = await MeasureAsync(broker, folder);
            return [new Measurement($"{Hosts} hosts, idle: from the end of an interval until the last of them knows that its metrics are confirmed, the slowest of {Intervals} intervals", Figure.Seconds(seconds), Figure.Seconds(Limit), Limit / seconds, 1)];
        }
        finally
        {
            // A node that was killed leaves its instance to a successor, and there is none.
            foreach (var place in PublishedPlaces(folder)) await place.RemoveInstancesAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyList<PublishedPlace> PublishedPlaces(string folder) => [.. Enumerable.Range(0, Hosts).Select(host => new PublishedPlace(Path.Combine(folder, $"{host}"), $"host-{host}"))];

    private async Task<double> MeasureAsync(RabbitMqServer broker, string folder)
    {
        var ports = FreePort.Several(2 * (Hosts + 1));
        var nodes = new List<ServerProcess>();
        try
        {
            nodes.Add(Start(folder, "aggregating", [NodeRoles.Aggregator], new NodePorts(ports[0], ports[1], ports[1]), new() { ["STEADYTRACE__RABBITMQ__URI"] = broker.Uri.ToString() }));
            var places = PublishedPlaces(folder);
            for (var host = 0; host < Hosts; host++)
            {
                nodes.Add(Start(places[host].Folder, places[host].Host, [NodeRoles.Tracer, NodeRoles.Parser], new NodePorts(ports[2 + (2 * host)], ports[3 + (2 * host)], ports[1]),
                    new() { ["STEADYTRACE__TRACER__RECORDERS"] = PublishedPlace.Recorder }));
            }

            var slowest = 0.0;
            for (var interval = 0; interval < Settling + Intervals; interval++)
            {
                var seconds = (await Task.WhenAll(places.Select(place => place.NextAsync(cancellation)))).Max();
                Console.Error.WriteLine($"bench: {Figure.Seconds(seconds)}");
                if (interval >= Settling) slowest = Math.Max(slowest, seconds);
            }

            return slowest;
        }
        finally
        {
            foreach (var node in Enumerable.Reverse(nodes))
            {
                await node.StopAsync(StopsWithin);
                await node.DisposeAsync();
            }
        }
    }

    private ServerProcess Start(string folder, string host, IReadOnlyList<string> roles, NodePorts ports, Dictionary<string, string?> settings)
    {
        settings["STEADYTRACE__INTERVAL"] = Length;
        return NodeProcess.Start(options.Steadytrace, Directory.CreateDirectory(folder).FullName, host, roles, ports, settings);
    }
}
