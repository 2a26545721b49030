using Steadytrace.Cluster.Fleet;
using Steadytrace.Testing;

namespace Steadytrace.EndToEnd.Tests;

/// <summary>A node goes, its recorder stays, the next process goes on with it.</summary>
public sealed class SuccessionTests : IDisposable
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
        await second.UntilReadyAsync();
        var after = await SourceAsync(second, source => source is { State: "recording", Counted: > 0 });
        Assert.Equal(before.RunBegan, after.RunBegan);

        // Everything up to the pause is counted, published, and adds up; no interval has a gap but those at the ends.
        await second.CommandAsync("tracer", "pause", Host);
        await SourceAsync(second, source => source is { State: "paused", Undecided: 0 });
        var paused = DateTimeOffset.UtcNow;
        await Eventually.HoldsAsync(async () => await PublishedThroughAsync(second) > paused, "publication up to the pause", Patience);
        var intervals = (await second.Fleet.IntervalsAsync(500, CancellationToken.None)).Where(interval => interval.State == "published").OrderBy(interval => interval.Start).ToList();
        Assert.All(intervals.Skip(1).Where(interval => interval.Start < paused.AddSeconds(-2)), interval => Assert.Equal(0, interval.GapSeconds));
        Assert.All(intervals, interval => Assert.Equal(0, interval.LostChunks));
    }

    public void Dispose()
    {
        // A test that failed midway has left its recorder recording, as it should: instances carry their run's number.
        var runs = Directory.Exists(_folder["spool/ftrace/runs"]) ? Directory.GetDirectories(_folder["spool/ftrace/runs"]).Select(Path.GetFileName).ToHashSet() : [];
        foreach (var instance in Directory.Exists(Instances) ? Directory.GetDirectories(Instances, "steadytrace.*") : [])
            if (runs.Contains(instance.Split('.')[^1])) Directory.Delete(instance);
        _folder.Dispose();
    }

    private SteadytraceNode Node() => SteadytraceNode.Start(
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
        },
        _folder.Path);

    private static async Task<SourceView> SourceAsync(SteadytraceNode node, Func<SourceView, bool> fits)
    {
        SourceView? found = null;
        await Eventually.HoldsAsync(
            async () => (found = (await node.Fleet.ViewAsync(CancellationToken.None)).Sources.FirstOrDefault(fits)) is not null, "the source's state", Patience);
        return found!;
    }

    private static async Task<DateTimeOffset?> PublishedThroughAsync(SteadytraceNode node) =>
        (await node.Fleet.ViewAsync(CancellationToken.None)).Sources.Single().PublishedThrough;
}
