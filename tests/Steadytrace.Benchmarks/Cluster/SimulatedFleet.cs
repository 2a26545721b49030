using Akka.Actor;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Cluster;
using Steadytrace.Cluster.Hosting;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>Many hosts of which one aggregator hears, on one node of a real cluster: all that tracers say to an aggregator, and nothing else of them.</summary>
internal sealed class SimulatedFleet : IAsyncDisposable
{
    private const long NsPerSecond = 1_000_000_000;
    private const int ChunksOfInterval = 2;
    private const string Datacenter = "local";
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);
    private static readonly int Length = IntervalLength.OneMinute.Seconds;
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActorSystem _system;
    private readonly IActorRef _tracers;
    private readonly int _hosts;
    private readonly int _series;
    private readonly long _beganUnixSeconds;
    private long _intervals;

    /// <param name="hosts">How many.</param>
    /// <param name="series">Metric lines of each and interval.</param>
    /// <param name="ports">Of its node.</param>
    public SimulatedFleet(int hosts, int series, NodePorts ports)
    {
        (_hosts, _series) = (hosts, series);
        // An hour ago: no interval that is told lies in the future.
        _beganUnixSeconds = IntervalLength.OneMinute.StartOf(DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds() * NsPerSecond);
        var node = new NodeOptions { Host = new HostId("simulated"), Datacenter = Datacenter, Roles = [NodeRoles.Tracer], HttpAddress = new Uri($"http://127.0.0.1:{ports.Http}/"), ClusterToken = "" };
        _system = ActorSystem.Create("steadytrace", ClusterConfig.For(node).WithFallback(InProcessNode.Settings(ports.Cluster, ports.Seed)));
        _tracers = _system.ActorOf(Props.Create(() => new SimulatedTracers(hosts, $"127.0.0.1:{ports.Cluster}", _beganUnixSeconds * NsPerSecond, _known)), "tracer");
    }

    /// <summary>Completes when the aggregator has every source's inventory.</summary>
    public Task Known => _known.Task;

    /// <summary>The tallies of the next interval, evenly over some time: first one of each host that leaves it open, then one of each that completes it.</summary>
    /// <returns>Seconds from the last tally until the last source knows that its interval is confirmed.</returns>
    public async Task<double> NextIntervalAsync(TimeSpan over, CancellationToken cancellation)
    {
        var round = new SimulatedRound(_hosts);
        var begin = _beganUnixSeconds + (_intervals++ * Length);
        // Made before: it is the tracers' work, not what is measured.
        var chunks = Enumerable.Range(0, ChunksOfInterval).SelectMany(chunk => Enumerable.Range(0, _hosts).Select(host => new SimulatedTracers.ToSource(host, Chunk(host, begin, chunk, round)))).ToArray();
        var (began, last) = (Turns.Now, 0L);
        for (var i = 0; i < chunks.Length; i++)
        {
            while (Turns.Since(began) < over.TotalSeconds * i / chunks.Length) await Task.Delay(Pace, cancellation);
            last = Turns.Now;
            _tracers.Tell(chunks[i]);
        }

        return Turns.Between(last, await round.Ended.WaitAsync(cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _system.Dispose();
    }

    private SimulatedChunk Chunk(int host, long intervalUnixSeconds, int chunk, SimulatedRound round)
    {
        var (begin, end) = (intervalUnixSeconds + (chunk * Length / ChunksOfInterval), intervalUnixSeconds + ((chunk + 1) * Length / ChunksOfInterval));
        var tally = MetricLoad.Tally(intervalUnixSeconds, _series, host + chunk);
        var decided = new DecidedChunk
        {
            Id = new ChunkId(new SourceId(MetricLoad.Host(host), MetricLoad.Recorder), SimulatedSource.Run, 1 + ((_intervals - 1) * ChunksOfInterval) + chunk),
            BeginUnixNs = begin * NsPerSecond, EndUnixNs = end * NsPerSecond, LastUnixNs = (end * NsPerSecond) - 1, Outcome = ChunkOutcome.Counted, RecordedEvents = tally.Events, Tally = [],
        };
        return new SimulatedChunk(decided, TallyCodec.Encode(tally), chunk == ChunksOfInterval - 1 ? round : null);
    }
}
