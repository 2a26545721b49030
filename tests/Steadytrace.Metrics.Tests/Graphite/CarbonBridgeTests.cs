using System.Text;
using RabbitMQ.Client;
using Steadytrace.Metrics.Graphite;
using Steadytrace.Metrics.Names;
using Steadytrace.Metrics.RabbitMq;
using Steadytrace.Metrics.Tests.RabbitMq;
using Steadytrace.Testing;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Metrics.Tests.Graphite;

[Collection(GraphiteCollection.Name)]
public sealed class CarbonBridgeTests(SharedBroker broker, SharedGraphite graphite)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);

    // Carbon keeps what is younger than its longest retention only, so the tests' minutes are of today.
    private static readonly long Minute = (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 300 * 300) - 600;

    private readonly string _own = Guid.NewGuid().ToString("N")[..8];

    private string Datacenter => $"dc{_own}";

    private RabbitMqOptions Broker => new()
    {
        Uri = broker.Server.Uri,
        Exchange = $"exchange.{_own}",
        RocksteadyExchange = null,
        RequiredQueues = [$"bridge.{_own}"],
        Heartbeat = TimeSpan.FromSeconds(1),
    };

    private CarbonOptions Pickle => new() { Port = graphite.Web.Carbon.PicklePort, Queue = $"bridge.{_own}", AcknowledgeAfter = TimeSpan.Zero };

    private CarbonOptions Line => Pickle with { Port = graphite.Web.Carbon.LinePort, Protocol = CarbonProtocol.Line };

    [Theory]
    [InlineData(CarbonProtocol.Pickle)]
    [InlineData(CarbonProtocol.Line)]
    public async Task Graphite_answers_with_the_very_counts_of_both_families(CarbonProtocol protocol)
    {
        var tally = new IntervalTally();
        for (var n = 1; n <= 150; n++) tally.Add(new TracedEvent("sched", $"sched_{n}"), $"worker {n % 40}", 1_000_000_007L * n);
        await PublishAsync(IntervalMetrics.Batch(Scope(IntervalLength.OneMinute), Minute, tally, Whole(tally), new MetricOptions()));
        var options = protocol == CarbonProtocol.Pickle ? Pickle : Line;

        await RunAsync(options, async _ =>
        {
            await FindsAsync($"1min.replay.events.sched.*.{Datacenter}.h", 150, Minute);
            await FindsAsync($"1min.replay.procname.*.{Datacenter}.h", 41, Minute);
        });

        var events = await RenderAsync($"1min.replay.events.sched.*.{Datacenter}.h");
        Assert.All(Enumerable.Range(1, 150), n => Assert.Equal(1_000_000_007d * n, events[$"1min.replay.events.sched.sched_{n}.{Datacenter}.h"][Minute]));
        var processes = await RenderAsync($"1min.replay.procname.*.{Datacenter}.h");
        Assert.Equal(tally.Events, processes.Sum(series => series.Value[Minute]));
        Assert.Equal(tally.ByProcess["worker 7"], processes[$"1min.replay.procname.worker_7.{Datacenter}.h"][Minute]);
        var ledger = await RenderAsync($"1min.replay.ledger.counted.{Datacenter}.h");
        Assert.Equal(tally.Events, ledger.Values.Single()[Minute]);
    }

    [Fact]
    public async Task A_graph_of_it_has_lines_in_colours()
    {
        var tally = new IntervalTally();
        tally.Add(new TracedEvent("sched", "sched_switch"), "bash", 12345);
        await PublishAsync(Enumerable.Range(0, 5).Select(n => IntervalMetrics.Batch(Scope(IntervalLength.OneMinute), Minute + (60 * n), tally, Whole(tally), new MetricOptions())));
        var target = $"1min.replay.events.sched.sched_switch.{Datacenter}.h";
        var empty = await graphite.Web.DrawAsync($"no.such.{_own}", Minute - 60, Minute + 300);

        await RunAsync(Pickle, _ => FindsAsync(target, 1, Minute + 240));
        var drawn = await graphite.Web.DrawAsync(target, Minute - 60, Minute + 300);

        var colours = PngColours.Count(drawn);
        Assert.True(colours.Count > 10, $"only {colours.Count} colours");
        // Graphite's first line is blue: 64 64 255 by its graphTemplates, some 200 points of it.
        Assert.True(colours.Where(Blue).Sum(colour => colour.Value) > 50, "no blue line");
        Assert.Equal(0, PngColours.Count(empty).Where(Blue).Sum(colour => colour.Value));

        static bool Blue(KeyValuePair<int, int> colour) => (colour.Key & 0xff) > 200 && (colour.Key >> 16) < 130;
    }

    [Fact]
    public async Task Ten_second_counts_roll_up_to_their_sum_by_the_storage_files_that_ship()
    {
        await PublishAsync(Enumerable.Range(0, 5).Select(slot =>
        {
            var tally = new IntervalTally();
            tally.Add(new TracedEvent("irq", "irq_handler_entry"), "bash", 100 + slot);
            return IntervalMetrics.Batch(Scope(IntervalLength.All[1]), Minute + (10 * slot), tally, Whole(tally), new MetricOptions());
        }));

        var target = $"10sec.replay.events.irq.irq_handler_entry.{Datacenter}.h";
        // Ten-second points are kept for a day: a question that reaches back further is answered from the one-minute points.
        await RunAsync(Pickle, _ => Eventually.HoldsAsync(
            async () => (await graphite.Web.RenderAsync(target, Minute - (2 * 86400), Minute + 300)).Values.FirstOrDefault()?.GetValueOrDefault(Minute) == 510,
            "one minute of 100 + 101 + 102 + 103 + 104, with the sixth missing",
            Soon));

        var fine = await RenderAsync(target);
        Assert.Equal(103, fine.Values.Single()[Minute + 30]);
    }

    [Fact]
    public async Task A_line_that_is_no_metric_is_skipped_and_counted_and_the_rest_of_its_message_arrives()
    {
        await PublishAsync(Batches.Of(Datacenter, 1, start: Minute));
        await SendRawAsync($"1min.a.{Datacenter}.h 1 {Minute}\nno metric\n../../etc/x 1 {Minute}\n\n1min.b.{Datacenter}.h NaN {Minute}\n1min.c.{Datacenter}.h 3 {Minute}\n");
        await SendRawAsync("\0\xff");

        await RunAsync(Pickle, async bridge =>
        {
            await Eventually.HoldsAsync(() => bridge.Messages == 3, "all messages acknowledged", Soon);
            Assert.Equal((3, 4), (bridge.Lines, bridge.BadLines));
        });

        await FindsAsync($"1min.*.{Datacenter}.h", 2, Minute);
    }

    [Fact]
    public async Task Metrics_wait_in_the_queue_while_carbon_is_down_and_arrive_after_it()
    {
        await PublishAsync(Batches.Of(Datacenter, 500, start: Minute));
        var nobody = new CarbonBridge(Broker, Pickle with { Port = FreePort.Next() });

        var failure = await Assert.ThrowsAsync<BridgeException>(() => nobody.RunAsync(default));

        Assert.Contains("carbon at 127.0.0.1:", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, nobody.Messages);
        await RunAsync(Pickle, _ => FindsAsync($"1min.replay.events.test.*.{Datacenter}.host1", 500, Minute));
    }

    [Fact]
    public async Task Carbon_that_is_restarted_in_order_under_load_has_every_metric_on_disk()
    {
        const int Batches = 40, Lines = 1000;
        await PublishAsync(Enumerable.Range(0, Batches).Select(batch => RabbitMq.Batches.Of(Datacenter, Lines, add: batch, start: Minute - (60 * batch))));
        var patient = Pickle with { AcknowledgeAfter = TimeSpan.FromSeconds(3) };
        var bridge = new CarbonBridge(Broker, patient with { Prefetch = 10 });
        var running = bridge.RunAsync(default);
        await Eventually.HoldsAsync(() => bridge.Messages >= 5, "a part has gone over", Soon);

        await graphite.Web.Carbon.StopAsync();
        await Assert.ThrowsAsync<BridgeException>(() => running.WaitAsync(Soon));
        await graphite.Web.Carbon.StartAsync();
        Assert.InRange(bridge.Messages, 5, Batches - 1);
        await RunAsync(patient, again => Eventually.HoldsAsync(() => bridge.Messages + again.Messages == Batches, "the rest has gone over", Soon));
        // In order again: what it had read is on disk now, and nothing of it is in its memory.
        await graphite.Web.Carbon.StopAsync();
        await graphite.Web.Carbon.StartAsync();

        var found = await graphite.Web.RenderAsync($"1min.replay.events.test.*.{Datacenter}.host1", Minute - (60 * Batches), Minute + 60);
        Assert.Equal(Lines, found.Count);
        for (var line = 0; line < Lines; line++)
        {
            var points = found[$"1min.replay.events.test.event{line}.{Datacenter}.host1"];
            Assert.All(Enumerable.Range(0, Batches), batch => Assert.Equal(line + batch, points.GetValueOrDefault(Minute - (60 * batch), -1)));
        }
    }

    /// <summary>Two at once would not keep the order of a partial value and the whole one behind it.</summary>
    [Fact]
    public async Task Of_two_bridges_on_one_queue_one_stands_by_until_the_other_is_gone()
    {
        using var end = new CancellationTokenSource();
        var (first, second) = (new CarbonBridge(Broker, Pickle), new CarbonBridge(Broker, Pickle));
        var running = first.RunAsync(end.Token);
        await PublishAsync(Batches.Of(Datacenter, 1, start: Minute));
        await Eventually.HoldsAsync(() => first.Messages == 1, "the first works", Soon);

        await RunAsync(second, async _ =>
        {
            await PublishAsync(Enumerable.Range(1, 20).Select(batch => Batches.Of(Datacenter, 1, add: batch, start: Minute)));
            await Eventually.HoldsAsync(() => first.Messages == 21, "all go by the first", Soon);
            Assert.Equal(0, second.Messages);

            await end.CancelAsync();
            await running;
            await PublishAsync(Batches.Of(Datacenter, 1, add: 21, start: Minute));
            await Eventually.HoldsAsync(() => second.Messages == 1, "the second has taken over", Soon);
        });
    }

    [Fact]
    public async Task A_queue_that_is_deleted_ends_the_bridge_with_its_name()
    {
        var bridge = new CarbonBridge(Broker, Pickle);
        var running = bridge.RunAsync(default);
        await PublishAsync(Batches.Of(Datacenter, 1, start: Minute));
        await Eventually.HoldsAsync(() => bridge.Messages == 1, "the bridge works", Soon);

        await broker.Server.ControlAsync("delete_queue", $"bridge.{_own}");

        var failure = await Assert.ThrowsAsync<BridgeException>(() => running.WaitAsync(Soon));
        Assert.Contains($"bridge.{_own}", failure.Message, StringComparison.Ordinal);
    }

    private static LedgerLines Whole(IntervalTally tally) => new() { Recorded = tally.Events, Counted = tally.Events, Lost = 0, LostChunks = 0, GapSeconds = 0, Partial = false };

    private MetricScope Scope(IntervalLength interval) => new(interval, "replay", Datacenter, "h");

    private async Task PublishAsync(params IEnumerable<MetricBatch> batches)
    {
        await using var publisher = new RabbitMqPublisher(Broker, Datacenter);
        await publisher.ConnectAsync(default);
        foreach (var batch in batches) await publisher.PublishAsync(batch, default);
    }

    private Task RunAsync(CarbonOptions carbon, Func<CarbonBridge, Task> meanwhile) => RunAsync(new CarbonBridge(Broker, carbon), meanwhile);

    private static async Task RunAsync(CarbonBridge bridge, Func<CarbonBridge, Task> meanwhile)
    {
        using var end = new CancellationTokenSource();
        var running = bridge.RunAsync(end.Token);
        var done = meanwhile(bridge);
        await await Task.WhenAny(running, done);
        await done;
        await end.CancelAsync();
        await running;
    }

    private Task<IReadOnlyDictionary<string, IReadOnlyDictionary<long, double>>> RenderAsync(string target) => graphite.Web.RenderAsync(target, Minute - 1, Minute + 300);

    private Task FindsAsync(string target, int series, long at) => Eventually.HoldsAsync(
        async () => (await RenderAsync(target)).Count(one => one.Value.ContainsKey(at)) == series, $"{series} series of {target}", Soon);

    private async Task SendRawAsync(string body)
    {
        var factory = new ConnectionFactory { Uri = broker.Server.Uri };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.BasicPublishAsync(Broker.Exchange, "any", mandatory: true, Encoding.Latin1.GetBytes(body));
    }
}
