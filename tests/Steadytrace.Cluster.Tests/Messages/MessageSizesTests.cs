using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.Time.Testing;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Cluster.Wire;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces;

namespace Steadytrace.Cluster.Tests.Messages;

/// <summary>No message is larger than a frame, however large what it tells of is.</summary>
public sealed class MessageSizesTests : IAsyncLifetime
{
    private readonly ExtendedActorSystem _system = (ExtendedActorSystem)ActorSystem.Create("sizes", ConfigurationFactory.ParseString("akka.loglevel = ERROR"));

    [Fact]
    public void Every_part_of_the_largest_tally_fits()
    {
        var source = new SourceId(new HostId(new string('h', 255)), "ftrace");
        var decided = new DecidedChunk
        {
            Id = new ChunkId(source, long.MaxValue, long.MaxValue), BeginUnixNs = 1, EndUnixNs = 2, LastUnixNs = 3, Outcome = ChunkOutcome.SetAside, Tally = [], Cause = new string('c', 2000),
        };
        var part = TallyParts.Cut(new byte[TallyParts.MaxBytes * TallyParts.MaxParts])[^1];

        Assert.InRange(SizeOf(new TallyDecided(new Term(1, "node:1"), decided, part)), 1, 64_000);
        Assert.InRange(SizeOf(new ChunkCounted(decided.Id, part, new string('f', 500), "node:1", 1)), 1, 64_000);
    }

    [Fact]
    public void An_offer_is_never_larger_than_it_is_held_to_be()
    {
        var files = Enumerable.Range(0, 3000).Select(number => new ChunkFile($"kernel/channel-{number}/index/channel_{number}.idx", long.MaxValue)).ToArray();
        var tails = Enumerable.Range(0, 1000).Select(number => new StreamTail($"channel-{number}", ulong.MaxValue, ulong.MaxValue)).ToArray();
        var offer = new ChunkOffer(
            new ChunkId(new SourceId(new HostId("laptop"), "lttng"), 1, 2), "local", "1min", 1, 2, 3, tails, files, new string('a', 32), "/var/lib/steadytrace/spool/lttng/1/2/data", "http://10.0.0.7:9470/",
            _system.DeadLetters);

        Assert.InRange(MessageSizes.Of(offer), SizeOf(new OfferChunk(offer)), MessageLimits.MaxBytes);
    }

    [Fact]
    public void An_inventory_of_as_many_runs_as_are_told_at_once_and_its_answer_fit()
    {
        var most = new SpoolContext(new SourceId(new HostId("laptop"), "lttng"), "local", "", new Uri("http://127.0.0.1/"), "node:1", ActorRefs.Nobody).MaxRunsTold;
        var runs = Enumerable.Range(0, most).Select(number => new RunInventory(number, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue) { FirstBeginUnixNs = long.MaxValue }).ToArray();
        var (source, term) = (new SourceId(new HostId(new string('h', 255)), "lttng"), new Term(1, "node:1"));
        var (late, times) = (runs.Select(run => run.Number).ToArray(), runs.Select(run => run.BeganUnixNs).ToArray());

        Assert.InRange(SizeOf(new InventoryReported(term, source, 1, 1, 1, runs, "node:1")), most, MessageLimits.MaxBytes / 2);
        Assert.InRange(SizeOf(new InventoryTaken(term, source, 1, 1, 1) { LateRuns = late, LateBeforeUnixNs = times }), most, MessageLimits.MaxBytes / 2);
    }

    [Fact]
    public void A_failure_is_told_however_many_failed_before_it()
    {
        var clock = new FakeTimeProvider();
        var board = new Cluster.Node.FailureBoard("node", clock);
        board.Report("pool", "it stays down", staysDown: true);
        for (var part = 0; part < 1000; part++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            board.Report($"source host-{part}/lttng", "refused", staysDown: false);
        }

        board.Report("publisher", "no broker", staysDown: false);

        var parts = board.Recent().Select(failure => failure.Part).ToList();
        Assert.Contains("publisher", parts);
        Assert.Contains("pool", parts);
        Assert.Contains("source host-999/lttng", parts);
    }

    [Fact]
    public void What_a_node_says_of_its_failures_is_bounded_in_number_and_length()
    {
        var board = new Cluster.Node.FailureBoard("node", TimeProvider.System);
        for (var part = 0; part < 1000; part++) board.Report($"source host-{part}/lttng", new string('x', 100_000), staysDown: true);

        var report = new NodeReport("node:1", "host", "local", "1.0", null, [], null, [.. board.Recent()]);

        Assert.InRange(SizeOf(report), 1, MessageLimits.MaxBytes);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    private int SizeOf(IClusterMessage message) => new MessageSerializer(_system).ToBinary(message).Length;
}
