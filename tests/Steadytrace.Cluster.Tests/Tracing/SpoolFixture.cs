using Akka.Actor;
using Akka.TestKit;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Testing;
using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tests.Tracing;

/// <summary>A spool on a real folder; the test is its cycle, dispatcher, pool and aggregator.</summary>
public abstract class SpoolFixture : ActorTests
{
    private protected static readonly SourceId Source = new(new HostId("laptop"), "scripted");
    private protected static readonly Term First = new(1, "a:1");

    private protected SpoolFixture()
    {
        Dispatcher = CreateTestProbe();
        Dispatcher.IgnoreMessages(message => message is ChunkDecided);
        Aggregator = CreateTestProbe();
        Aggregator.IgnoreMessages(message => message is InventoryReported);
    }

    private int _terms;

    private protected TestProbe Dispatcher { get; }

    private protected TestProbe Aggregator { get; }

    private protected TracerOptions Options { get; set; } = new() { MaxTries = 3 };

    private protected int MaxRunsTold { get; set; } = 100;

    private protected FailureBoard Failures { get; } = new("node", TimeProvider.System);

    /// <summary>What is done to a chunk that was left open; null: nothing.</summary>
    private protected Action<RecordingRun, string, string>? CloseLeft { get; set; }

    /// <summary>What the spool writes by; null: this machine's file system.</summary>
    private protected IFileLayer? Files { get; set; }

    private protected IActorRef Spool { get; set; } = ActorRefs.Nobody;

    /// <param name="parent">Stands in for its source; null: nobody.</param>
    /// <param name="folder">Where it is; null: the test's own folder.</param>
    private protected IActorRef Make(IActorRef? parent = null, string? folder = null)
    {
        folder ??= Folder.Path;
        File.WriteAllText(Path.Combine(folder, "id"), "spool-id");
        var context = new SpoolContext(Source, "local", "spool-id", new Uri("http://127.0.0.1:9470/"), "node", Dispatcher.Ref, Failures: Failures, Files: Files) { CloseLeft = CloseLeft, MaxRunsTold = MaxRunsTold };
        var props = SpoolActor.Props(context, Options with { SpoolDirectory = folder }, Clock);
        Spool = parent is null ? Sys.ActorOf(props) : Child(parent, props);
        return Spool;
    }

    private protected void MakeOn(MountedDisk disk) => Make(folder: disk.Path);

    private IActorRef Child(IActorRef parent, Props props)
    {
        var source = Sys.ActorOf(Akka.Actor.Props.Create(() => new Forwarding(parent, props)));
        return source.Ask<IActorRef>("child", TimeSpan.FromSeconds(10)).Result;
    }

    /// <summary>Tells the test what a child tells its parent.</summary>
    private sealed class Forwarding : ReceiveActor
    {
        public Forwarding(IActorRef to, Props props)
        {
            var child = Context.ActorOf(props);
            Receive<string>(_ => Sender.Tell(child));
            ReceiveAny(to.Forward);
        }
    }

    /// <summary>The process dies, and another takes over what is on the disk.</summary>
    private protected void Crash()
    {
        Stop(Spool);
        Make();
    }

    /// <summary>A run that records into its first chunk.</summary>
    private protected ChunkReady Begin(double began = 0)
    {
        Spool.Tell(new RunWanted());
        var ready = ExpectMsg<ChunkReady>();
        Spool.Tell(new RunStarted(ready.Run.Number, Ns(began)));
        return ready;
    }

    /// <summary>Closes a chunk with so many bytes, and opens the next.</summary>
    private protected ChunkReady Cut(ChunkReady open, double end, int bytes = 100, long? recorded = null, StreamTail[]? tails = null)
    {
        Spool.Tell(new NextChunkWanted(open.Run.Number));
        var next = ExpectMsg<ChunkReady>();
        File.WriteAllBytes(Path.Combine(open.DataPath, "stream"), new byte[bytes]);
        Spool.Tell(new ChunkClosed(open.Id, new ChunkCut { EndUnixNs = Ns(end), LastUnixNs = Ns(end), RecordedEvents = recorded, Tails = tails ?? [] }));
        return next;
    }

    private protected void Count(ChunkId id, long events, string fault = "", long attempt = 1)
    {
        foreach (var part in TallyParts.Cut(Encoded(events))) Spool.Tell(new ChunkCounted(id, part, fault, "pool:1", attempt));
    }

    private protected static byte[] Encoded(long events)
    {
        var tally = new Tally();
        if (events > 0) tally.Interval(T0.ToUnixTimeSeconds()).Add(TracedEvent.FromName("sched_switch"), "bash", events);
        return TallyCodec.Encode(tally);
    }

    private protected void BeginTerm(Term term, double? sendUntil = 1e6)
    {
        Spool.Tell(new InventoryWanted(term, "local"), Aggregator);
        if (sendUntil is { } until) Spool.Tell(new InventoryTaken(term, Source, null, -1, Ns(until)), Aggregator);
    }

    private protected void PublishedThrough(double through, long newestRun, Term? term = null) =>
        Spool.Tell(new InventoryTaken(term ?? First, Source, Ns(through), newestRun, Ns(1e6)), Aggregator);

    private protected SourceReport Report() => Spool.Ask<SourceReport>(new SourceReportWanted(), TimeSpan.FromSeconds(10)).Result;

    /// <summary>What a new term is told.</summary>
    private protected InventoryReported Inventory()
    {
        var term = new Term(1_000 + ++_terms, "asks:1");
        var probe = CreateTestProbe();
        Spool.Tell(new InventoryWanted(term, "local"), probe);
        return (InventoryReported)probe.FishForMessage(message => message is InventoryReported);
    }

    /// <summary>What is decided on the disk.</summary>
    private protected SpoolContent Content() => SourceSpool.Open(Folder.Path, Source, files: new UntouchedFiles()).Load();

    private protected DecidedChunk Verdict(ChunkId id) => SourceSpool.Open(Folder.Path, Source, files: new UntouchedFiles()).ReadDecided(id);

    private protected static (long Counted, long Lost) CountedAndLost(DecidedChunk decided)
    {
        var tally = TallyCodec.Decode(decided.Tally);
        return (tally.Events, tally.Lost);
    }
}
