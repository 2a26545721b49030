using System.Net;
using System.Net.Sockets;
using Steadytrace.Benchmarks.Reading;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Metrics;
using Steadytrace.Metrics.Graphite;
using Steadytrace.Metrics.RabbitMq;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>The bridge, from a full queue to a real carbon, against a bare loop that sends the very same frames, made ready before, to the same carbon.</summary>
internal sealed class BridgeSpeed(CancellationToken cancellation) : IMeasure
{
    private const int Series = 1000, Batches = 600, Hosts = 60, Rounds = 2;
    private const double Aim = 0.9;

    public string Name => "bridge";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        // Both have carbon's limits alike: names that it knows already, at other times.
        var batches = Enumerable.Range(0, Batches).Select(number => MetricLoad.Batch(Series, number % Hosts, 1_700_000_040 + (number / Hosts * 60))).ToList();
        var lines = batches.Sum(batch => batch.Lines.Count);
        var (ours, bare) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var round = 0; round < Rounds; round++)
        {
            await using (var carbon = await CarbonCache.StartNewAsync()) bare = Math.Min(bare, await BareAsync(carbon, batches));
            await using (var carbon = await CarbonCache.StartNewAsync()) ours = Math.Min(ours, await OursAsync(broker, carbon, batches, lines));
        }

        return [new Measurement($"{lines:#,0} lines through the bridge to carbon's pickle port, against a bare loop with the same frames", Figure.PerSecond(lines / ours, "lines"), Figure.PerSecond(lines / bare, "lines"), bare / ours, Aim)];
    }

    private async Task<double> OursAsync(RabbitMqServer broker, CarbonCache carbon, IReadOnlyList<MetricBatch> batches, long lines)
    {
        // A queue of its own: what the round before left unacknowledged is none of this one's.
        var to = new CarbonOptions { Port = carbon.PicklePort, Queue = $"steadytrace.bench.{carbon.PicklePort}" };
        var options = new RabbitMqOptions { Uri = broker.Uri, RequiredQueues = [to.Queue], RocksteadyExchange = null, Heartbeat = TimeSpan.FromSeconds(1) };
        await using (var publisher = new RabbitMqPublisher(options, "bench"))
        {
            await publisher.ConnectAsync(cancellation);
            foreach (var batch in batches) await publisher.PublishAsync(batch, cancellation);
        }

        var bridge = new CarbonBridge(options, to);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var began = Turns.Now;
        var running = bridge.RunAsync(enough.Token);
        while (bridge.Lines < lines && !running.IsCompleted) await Task.Delay(10, cancellation);
        // The last of them waits for its acknowledgement, after carbon has read it.
        var seconds = Turns.Since(began) - to.AcknowledgeAfter.TotalSeconds;
        await enough.CancelAsync();
        await running;
        return seconds;
    }

    private async Task<double> BareAsync(CarbonCache carbon, IReadOnlyList<MetricBatch> batches)
    {
        var frames = Frames(batches);
        var began = Turns.Now;
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, carbon.PicklePort, cancellation);
        foreach (var frame in frames)
            for (var rest = (ReadOnlyMemory<byte>)frame; !rest.IsEmpty;) rest = rest[await socket.SendAsync(rest, cancellation)..];
        socket.Shutdown(SocketShutdown.Send);
        // Carbon ends its half when it has read all.
        while (await socket.ReceiveAsync(new byte[16], cancellation) > 0)
        {
        }

        return Turns.Since(began);
    }

    private static List<byte[]> Frames(IReadOnlyList<MetricBatch> batches)
    {
        var frames = new List<byte[]>();
        var frame = new PickleFrame(new CarbonOptions().MaxFrameBytes);
        foreach (var line in batches.SelectMany(batch => batch.Lines))
        {
            if (frame.TryAdd(line)) continue;
            Close();
            frame.TryAdd(line);
        }

        Close();
        return frames;

        void Close() => frames.Add(frame.Take().ToArray());
    }
}
