using System.Globalization;
using Steadytrace.Benchmarks.Reading;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>A hundred nodes in one process, which is of their own: until each is a member and one of them shows all.</summary>
internal sealed class HundredNodes(BenchOptions options, CancellationToken cancellation) : IMeasure
{
    private const double Limit = 60;
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromMinutes(6), EndsWithin = TimeSpan.FromSeconds(30);

    // On a hundred machines a hundred collectors share the work, and none stops another's threads: here the one collects seldom. In bytes, hexadecimal: 128 MiB.
    private static readonly Dictionary<string, string?> FewCollections = new() { ["DOTNET_GCgen0size"] = "8000000" };

    public string Name => "hundred nodes";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Work, "hundred")).FullName;
        try
        {
            await using var nodes = ServerProcess.Start(Environment.ProcessPath!, [NodesTogether.Command, folder], FewCollections, folder);
            var output = await EndOfAsync(nodes);
            if (!double.TryParse(output.Split('\n')[^1], CultureInfo.InvariantCulture, out var seconds)) throw new BenchException($"the nodes came to no end: {output}");
            await Console.Error.WriteLineAsync(output);
            return
            [
                new Measurement(
                    $"{NodesTogether.Nodes} nodes in one process form a cluster, and one shows every host, from the first start on", Figure.Seconds(seconds), Figure.Seconds(Limit), Limit / seconds, 1),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> EndOfAsync(ServerProcess nodes)
    {
        try
        {
            var began = Turns.Now;
            while (!nodes.HasEnded && Turns.Since(began) < GivesUpAfter.TotalSeconds) await Task.Delay(100, cancellation);
            return nodes.LastOutput;
        }
        finally
        {
            await nodes.StopAsync(EndsWithin);
        }
    }
}
