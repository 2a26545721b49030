using System.Diagnostics.Metrics;
using Akka.Actor;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Cluster.Node;

/// <summary>This node's figures for whoever watches nodes: its sources, its pool, its publisher, its failures. Asked of its actors when somebody looks, at most once a second.</summary>
public sealed class NodeMeter : IDisposable
{
    /// <summary>Of the meter; names of its instruments begin with it too, in small letters.</summary>
    public const string Name = "Steadytrace";

    private static readonly TimeSpan Keeps = TimeSpan.FromSeconds(1), AnswersWithin = TimeSpan.FromSeconds(3);
    private static readonly NodeReport Nothing = new("", "", "", "", null, [], null, []);
    private readonly Meter _meter = new(Name);
    private readonly Lock _lock = new();
    private readonly Func<ActorSystem> _system;
    private readonly TimeProvider _clock;
    private NodeReport _report = Nothing;
    private long? _askedAt;

    /// <param name="system">The node's, once it is there.</param>
    /// <param name="clock">The time.</param>
    public NodeMeter(Func<ActorSystem> system, TimeProvider clock)
    {
        (_system, _clock) = (system, clock);
        Counter("source.recorded", "{event}", "Events of the present run by the tracer's own count.", report => Sources(report, source => source.Recorded));
        Counter("source.counted", "{event}", "Events of the present run counted in decided chunks.", report => Sources(report, source => source.Counted));
        Counter("source.lost", "{event}", "Events of the present run declared lost.", report => Sources(report, source => source.Lost));
        Counter("source.lost_chunks", "{chunk}", "Chunks of the present run in whose loss events cannot be numbered.", report => Sources(report, source => source.LostChunks));
        Gauge("source.recording", "", "1 while it records, else 0.", report => Sources(report, source => source.State is "recording" or "rotating" ? 1 : 0));
        Gauge("spool.undecided", "{chunk}", "Closed chunks that wait to be counted.", report => Sources(report, source => source.Undecided));
        Gauge("spool.size", "By", "Bytes of the chunks in the spool.", report => Sources(report, source => source.SpoolBytes));
        Gauge("source.published_through", "s", "Unix time before which all is published.", report => Sources(report, source => source.PublishedThroughUnixNs / 1_000_000_000));
        Gauge("pool.workers", "{worker}", "Workers of the pool.", report => Pool(report, pool => pool.Workers));
        Gauge("pool.busy", "{worker}", "Workers that count a chunk now.", report => Pool(report, pool => pool.Busy));
        Counter("pool.events", "{event}", "Events that the pool has counted.", report => Pool(report, pool => pool.Events));
        Counter("pool.failed", "{try}", "Tries of the pool that failed.", report => Pool(report, pool => pool.Failed));
        Gauge("publisher.connected", "", "1 while this node publishes for its datacenter, 0 while it should and cannot.", report => Publisher(report, publisher => publisher.State is "connected" or "console only" ? 1 : 0));
        Gauge("publisher.waiting", "{interval}", "Intervals that wait for the broker.", report => Publisher(report, publisher => publisher.Waiting));
        Counter("publisher.lines", "{line}", "Metric lines that the broker has confirmed in this term.", report => Publisher(report, publisher => publisher.Lines));
        Gauge("part.down", "", "1 for a part that failed again and again and stays down, 0 for one that failed in the last hour.", report =>
            report.Failures.Select(failure => new Measurement<long>(failure.StaysDown ? 1 : 0, new KeyValuePair<string, object?>("part", failure.Part))));
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Sources(NodeReport report, Func<SourceReport, long?> value) =>
        from source in report.Sources
        where value(source) is not null
        select new Measurement<long>(value(source)!.Value, new KeyValuePair<string, object?>("recorder", source.Source.Recorder));

    private static IEnumerable<Measurement<long>> Pool(NodeReport report, Func<PoolReport, long> value) => report.Pool is { } pool ? [new Measurement<long>(value(pool))] : [];

    private static IEnumerable<Measurement<long>> Publisher(NodeReport report, Func<Fleet.PublisherView, long> value) => report.Publisher is { } publisher ? [new Measurement<long>(value(publisher))] : [];

    private void Counter(string name, string unit, string description, Func<NodeReport, IEnumerable<Measurement<long>>> values) =>
        _meter.CreateObservableCounter($"steadytrace.{name}", () => values(Report()), unit, description);

    private void Gauge(string name, string unit, string description, Func<NodeReport, IEnumerable<Measurement<long>>> values) =>
        _meter.CreateObservableGauge($"steadytrace.{name}", () => values(Report()), unit, description);

    /// <summary>One for all instruments of a look.</summary>
    private NodeReport Report()
    {
        lock (_lock)
        {
            if (_askedAt is { } at && _clock.GetElapsedTime(at) < Keeps) return _report;
            try
            {
                _report = _system().ActorSelection("/user/node").Ask<NodeReport>(new NodeReportWanted(), AnswersWithin).GetAwaiter().GetResult();
            }
            catch (Exception e) when (e is AskTimeoutException or TaskCanceledException)
            {
                // It starts, ends or hangs: no figure is better than an old one.
                _report = Nothing;
            }

            _askedAt = _clock.GetTimestamp();
            return _report;
        }
    }
}
