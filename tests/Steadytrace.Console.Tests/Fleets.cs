using System.Globalization;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Metrics;

namespace Steadytrace.Console.Tests;

/// <summary>Fleets to look at, the same at every call.</summary>
internal static class Fleets
{
    private static readonly (string Name, double Share)[] EventShares =
    [
        ("sched_switch", .21), ("sched_waking", .14), ("syscall_entry_read", .11), ("syscall_exit_read", .11), ("irq_handler_entry", .07), ("irq_handler_exit", .07),
        ("timer_start", .06), ("syscall_entry_futex", .05), ("syscall_exit_futex", .05), ("block_rq_issue", .02), ("block_rq_complete", .02), ("net_dev_queue", .01),
    ];

    private static readonly (string Name, double Share)[] ProcessShares =
    [
        ("postgres", .31), ("swapper", .22), ("java", .14), ("kworker", .08), ("nginx", .07), ("rcu_sched", .03), ("sshd", .01), ("_other", .05),
    ];

    /// <summary>The start of the running minute.</summary>
    public static DateTimeOffset ThisMinute()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return DateTimeOffset.FromUnixTimeSeconds(now - (now % 60));
    }

    public static SourceView Source(string host, string datacenter = "fra", string state = "recording", string recorder = "ftrace", long counted = 1_234_567, long lost = 0, double lag = 3.2) =>
        new(host, recorder, datacenter, $"{host}:9471", state, ThisMinute().AddHours(-5), Chunks: 9, Undecided: 2, SpoolBytes: 48_300_000,
            Recorded: counted + lost, counted, lost, LostChunks: 0, ThisMinute(), lag);

    public static IntervalView Interval(string host, DateTimeOffset start, long events, string datacenter = "fra", string state = "published", long lost = 0, string recorder = "ftrace") =>
        new(host, recorder, datacenter, "1min", start, state, events + lost, events, lost, LostChunks: 0, GapSeconds: 0, Metrics: 187, Top(EventShares, events), Top(ProcessShares, events));

    /// <summary>Two hosts, one pool, nothing amiss.</summary>
    public static FleetView Small() => new(
        DateTimeOffset.UtcNow,
        [Node("db-1", "tracer"), Node("agg-1", "aggregator", "console", "parser")],
        [new PoolView("agg-1:9471", "agg-1", "fra", Workers: 2, Busy: 1, Chunks: 4_321, Events: 987_654_321, EventsPerSecond: 31_000_000, Failed: 0)],
        [Source("db-1"), Source("web-1", state: "rotating", recorder: "lttng", counted: 76_543)],
        [new PublisherView("fra", "agg-1:9471", "connected", "amqp://broker.fra:5672", Lines: 76_512, Intervals: 410, Waiting: 0, LastFailure: "")],
        [],
        []);

    /// <summary>A fleet with some of everything, trouble too.</summary>
    public static CannedFleet Busy(int hosts, bool troubled = true)
    {
        var random = new Random(7);
        var sources = new List<SourceView>();
        var intervals = new List<IntervalView>();
        for (var index = 0; index < hosts; index++)
        {
            var kind = (index % 3) switch { 0 => "db", 1 => "web", _ => "cache" };
            var datacenter = index % 2 == 0 ? "fra" : "ams";
            var host = string.Create(CultureInfo.InvariantCulture, $"{kind}-{datacenter}-{index:000}");
            var state = !troubled ? "recording" : index switch { 4 => "failed", 9 => "silent", 12 => "paused", 15 => "starting", _ => index % 11 == 0 ? "rotating" : "recording" };
            var lost = troubled && index == 7 ? 18_204 : 0;
            sources.Add(Source(host, datacenter, state, index % 4 == 3 ? "lttng" : "ftrace", random.NextInt64(90_000_000, 4_000_000_000), lost, state == "silent" ? 412 : 2 + (random.NextDouble() * 4)) with
            {
                Undecided = random.Next(3), Chunks = random.Next(1, 14), SpoolBytes = random.NextInt64(2_000_000, 90_000_000), Recorded = index % 4 == 3 ? null : 1,
            });
            if (sources[^1] is { Recorded: not null } source) sources[^1] = source with { Recorded = source.Counted + source.Lost };
        }

        for (var minute = 0; minute < 6; minute++)
        {
            foreach (var source in sources.Take(60))
            {
                if (source.State is "failed" or "silent") continue;
                intervals.Add(Interval(source.Host, ThisMinute().AddMinutes(-minute), random.NextInt64(600_000, 14_000_000), source.Datacenter,
                    minute == 0 ? "open" : minute == 3 && source.Host.StartsWith("db-fra-006", StringComparison.Ordinal) ? "partial" : "published", minute == 2 ? source.Lost : 0, source.Recorder));
            }
        }

        var fleet = new CannedFleet
        {
            Intervals = intervals,
            View = new FleetView(
                DateTimeOffset.UtcNow,
                [
                    Node("agg-fra-1", "aggregator", "console", "parser"), Node("agg-fra-2", "aggregator", "parser"), Node("agg-ams-1", "aggregator", "parser"),
                    .. sources.Select(source => Node(source.Host, "tracer") with { Datacenter = source.Datacenter, Status = source.State == "silent" ? "unreachable" : "up" }),
                ],
                [
                    new PoolView("agg-fra-1:9471", "agg-fra-1", "fra", 8, 5, 48_211, 91_822_104_776, 31_400_000, 0), new PoolView("agg-fra-2:9471", "agg-fra-2", "fra", 8, 8, 47_004, 90_114_832_001, 30_900_000, 0),
                    new PoolView("agg-ams-1:9471", "agg-ams-1", "ams", 4, 1, 20_113, 44_002_118_330, 28_800_000, troubled ? 3 : 0),
                ],
                sources,
                [
                    new PublisherView("ams", "agg-ams-1:9471", troubled ? "waiting" : "connected", "amqp://broker.ams:5672", 8_112_004, 41_022, troubled ? 14 : 0, troubled ? "connection refused; trying again in 8 s" : ""),
                    new PublisherView("fra", "agg-fra-1:9471", "connected", "amqp://broker.fra:5672", 19_204_118, 98_410, 0, ""),
                ],
                troubled
                    ? [
                        new FailureView("web-fra-004:9471", "recorder", 7, "cannot open per_cpu/cpu3/trace_pipe_raw: Permission denied; run as root or grant CAP_DAC_OVERRIDE", ThisMinute().AddMinutes(-4), StaysDown: true),
                        new FailureView("agg-ams-1:9471", "publisher", 2, "broker.ams:5672: connection refused", ThisMinute().AddSeconds(12), StaysDown: false),
                    ]
                    : [],
                []),
        };
        foreach (var source in sources.Take(12))
        {
            foreach (var figure in (string[])["ledger.counted", "ledger.lost", "events.sched.sched_switch", "events.syscall.syscall_entry_read", "procname.postgres"])
                fleet.AddSeries($"1min.{source.Recorder}.{figure}.{source.Datacenter}.{source.Host}", 61, minute => 4_000_000 + (1_500_000 * Math.Sin((minute + source.Host.Length) / 7.0)) + random.Next(600_000), figure == "ledger.lost");
        }

        return fleet;
    }

    /// <summary>So many seconds up to now of some hosts, each with so many events a second at the least.</summary>
    public static LiveView Live(int seconds, long perSecond, params string[] hosts)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        return new LiveView(
            now.UtcTicks, now, HasMore: false,
            [.. hosts.Select(host => new LiveSourceView(host, "ftrace", "fra", now.AddSeconds(-seconds), now, now, 0, ""))],
            [.. from host in hosts from second in Enumerable.Range(1, seconds) select Second(host, now.ToUnixTimeSeconds() - second, perSecond)]);
    }

    private static LiveSecondView Second(string host, long at, long events) => new(
        host, "ftrace", at, Lost: 0, LostPackets: 0,
        [.. EventShares.Select(one => new LiveEventView(one.Name.StartsWith("syscall", StringComparison.Ordinal) ? "syscall" : one.Name[..one.Name.IndexOf('_')], one.Name, (long)(one.Share * events)))],
        [.. ProcessShares.Select(one => new LiveProcessView(one.Name, (long)(one.Share * events), (long)(one.Share * 1e9)))]);

    /// <summary>The newest value belongs to the minute before this one.</summary>
    public static void AddSeries(this CannedFleet fleet, string name, int minutes, Func<int, double> value, bool zero = false)
    {
        var last = ThisMinute().ToUnixTimeSeconds() - 60;
        fleet.Series[name] = new MetricSeries(
            name, [.. Enumerable.Range(0, minutes).Select(index => new MetricPoint(last - ((minutes - 1 - index) * 60), zero ? 0 : Math.Round(value(index))))]);
    }

    private static NodeView Node(string host, params string[] roles) => new($"{host}:9471", host, "fra", roles, "up", "0.1.0");

    private static IReadOnlyList<NamedCount> Top((string Name, double Share)[] shares, long events) => [.. shares.Select(one => new NamedCount(one.Name, (long)(one.Share * events)))];
}
