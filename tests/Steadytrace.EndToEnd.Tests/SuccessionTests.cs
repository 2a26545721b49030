using System.Diagnostics;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Testing;
using Steadytrace.Testing.Servers;
using Xunit.Abstractions;

namespace Steadytrace.EndToEnd.Tests;

/// <summary>A node goes, its recorder stays, the next process goes on with it.</summary>
public sealed class SuccessionTests(ITestOutputHelper output) : IDisposable
{
    private const string Host = "succession", Instances = "/sys/kernel/tracing/instances";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly TemporaryFolder _folder = new();
    private readonly int[] _ports = FreePort.Several(2);

    [TracefsTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_recorder_outlives_its_node_and_its_run_goes_on(bool killed)
    {
        SourceView before;
        await using (var first = Node())
        {
            await first.UntilReadyAsync();
            before = await SourceAsync(first, source => source is { State: "recording", Counted: > 0 });
            if (killed) await first.KillAsync();
            else await first.StopAsync();
        }

        await using var second = Node();
        await GoesOnAsync(second, before);
    }

    [TracefsFact]
    public async Task A_node_whose_broker_takes_nothing_goes_down_in_order_all_the_same_and_the_next_says_what_it_could_not()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        await using var reader = await QueueReader.OpenAsync(broker.Uri, "test.reader");
        SourceView before;
        await using (var first = Node(broker.Uri))
        {
            await first.UntilReadyAsync();
            before = await SourceAsync(first, source => source is { State: "recording", PublishedThrough: not null, Counted: > 0 });
            await Eventually.HoldsAsync(() => !reader.Last.IsEmpty, "lines at the consumer", Patience);

            // Nothing is confirmed any more: what an interval's end brings stays open.
            await broker.ControlAsync("set_vm_memory_high_watermark", "0.000001");
            await SourceAsync(first, source => source.PublishedThrough < DateTimeOffset.UtcNow.AddSeconds(-5));
            var began = Stopwatch.GetTimestamp();
            await first.InterruptAsync();
            output.WriteLine($"down after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s, with open confirms");
        }

        await broker.ControlAsync("set_vm_memory_high_watermark", "0.4");
        await using var second = Node(broker.Uri);
        var last = (await GoesOnAsync(second, before)).ToUnixTimeSeconds() - 1;
        await Eventually.HoldsAsync(() => reader.Last.ContainsKey(($"1sec.ftrace.procname._other.local.{Host}", last)), "the last line of the last whole second", Patience);
        var lines = reader.Last.Where(line => line.Key.UnixSeconds <= last).ToDictionary();
        var counted = lines.Where(line => line.Key.Name == $"1sec.ftrace.ledger.counted.local.{Host}").OrderBy(line => line.Key.UnixSeconds).ToList();
        Assert.NotEmpty(counted);
        // Each second from the first on, once, and the processes of each add up to it.
        Assert.Equal(Enumerable.Range(0, counted.Count).Select(later => counted[0].Key.UnixSeconds + later), counted.Select(line => line.Key.UnixSeconds));
        Assert.All(counted, line => Assert.Equal(
            line.Value, lines.Where(one => one.Key.UnixSeconds == line.Key.UnixSeconds && one.Key.Name.StartsWith("1sec.ftrace.procname.", StringComparison.Ordinal)).Sum(one => one.Value)));
    }

    public void Dispose()
    {
        // A test that failed midway has left its recorder recording, as it should: instances carry their run's number.
        var runs = Directory.Exists(_folder["spool/ftrace/runs"]) ? Directory.GetDirectories(_folder["spool/ftrace/runs"]).Select(Path.GetFileName).ToHashSet() : [];
        foreach (var instance in Directory.Exists(Instances) ? Directory.GetDirectories(Instances, "steadytrace.*") : [])
            if (runs.Contains(instance.Split('.')[^1])) Directory.Delete(instance);
        _folder.Dispose();
    }

    /// <summary>The next node goes on with the run; everything up to the pause is counted, published, and adds up, and no interval has a gap but those at the ends.</summary>
    /// <returns>When it was paused.</returns>
    private static async Task<DateTimeOffset> GoesOnAsync(SteadytraceNode node, SourceView before)
    {
        await node.UntilReadyAsync();
        var after = await SourceAsync(node, source => source is { State: "recording", Counted: > 0 });
        Assert.Equal(before.RunBegan, after.RunBegan);

        await node.CommandAsync("tracer", "pause", Host);
        await SourceAsync(node, source => source is { State: "paused", Undecided: 0 });
        var paused = DateTimeOffset.UtcNow;
        await Eventually.HoldsAsync(async () => await PublishedThroughAsync(node) > paused, "publication up to the pause", Patience);
        var intervals = (await node.Fleet.IntervalsAsync(500, CancellationToken.None)).Where(interval => interval.State == "published").OrderBy(interval => interval.Start).ToList();
        Assert.All(intervals.Skip(1).Where(interval => interval.Start < paused.AddSeconds(-2)), interval => Assert.Equal(0, interval.GapSeconds));
        Assert.All(intervals, interval => Assert.Equal(0, interval.LostChunks));
        return paused;
    }

    private SteadytraceNode Node(Uri? broker = null) => SteadytraceNode.Start(
        _ports[0], ["node", "--role", "tracer", "--role", "parser", "--role", "aggregator", "--role", "console"],
        new Dictionary<string, string?>
        {
            ["STEADYTRACE__HOST"] = Host,
            ["STEADYTRACE__INTERVAL"] = "1sec",
            ["STEADYTRACE__HTTP__LISTEN"] = $"127.0.0.1:{_ports[0]}",
            ["STEADYTRACE__HTTP__TOKEN"] = "a-token-of-the-tests-own",
            ["STEADYTRACE__CLUSTER__PORT"] = $"{_ports[1]}",
            ["STEADYTRACE__CLUSTER__SEEDS"] = $"127.0.0.1:{_ports[1]}",
            ["STEADYTRACE__TRACER__RECORDERS"] = "ftrace",
            ["STEADYTRACE__TRACER__FTRACE__EVENTS"] = "sched:*",
            ["STEADYTRACE__TRACER__SPOOL__DIRECTORY"] = _folder["spool"],
            ["STEADYTRACE__RABBITMQ__URI"] = broker?.AbsoluteUri ?? "",
        },
        _folder.Path);

    private static async Task<SourceView> SourceAsync(SteadytraceNode node, Func<SourceView, bool> fits)
    {
        IReadOnlyList<SourceView> shown = [];
        SourceView? found = null;
        try
        {
            await Eventually.HoldsAsync(
                async () => (found = (shown = (await node.Fleet.ViewAsync(CancellationToken.None)).Sources).FirstOrDefault(fits)) is not null, "the source's state", Patience);
        }
        catch (TimeoutException failure)
        {
            throw new InvalidOperationException($"{failure.Message}; shown: {string.Join("; ", shown)}; last output:\n{node.LastOutput}", failure);
        }

        return found!;
    }

    private static async Task<DateTimeOffset?> PublishedThroughAsync(SteadytraceNode node) =>
        (await node.Fleet.ViewAsync(CancellationToken.None)).Sources.Single().PublishedThrough;
}
