using Akka.Actor;
using Akka.Configuration;
using Steadytrace.Cluster.Messages;
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
