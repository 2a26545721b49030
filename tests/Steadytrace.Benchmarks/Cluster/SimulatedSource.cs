using Akka.Actor;
using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>One source of a simulated host, as its aggregator knows it: an inventory every five seconds, each tally until it is taken, an ear for published-through.</summary>
internal sealed class SimulatedSource : ReceiveActor, IWithTimers
{
    /// <summary>As a spool does.</summary>
    public static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    /// <summary>The number of its one run.</summary>
    public const int Run = 1;

    private static readonly TimeSpan RepeatAfter = TimeSpan.FromSeconds(3), RepeatAtMost = TimeSpan.FromSeconds(48);
    private readonly SourceId _id;
    private readonly string _node;
    private readonly long _beganUnixNs;
    private readonly TimeSpan _firstAfter;
    private IActorRef _aggregator = ActorRefs.Nobody;
    private Term _term;
    private long? _place;
    private long _sequence;
    private long? _publishedThroughUnixNs;
    private readonly Dictionary<long, SimulatedChunk> _untaken = [];
    private SimulatedChunk? _completing;

    /// <param name="id">Its name.</param>
    /// <param name="node">The node that it says to live on.</param>
    /// <param name="beganUnixNs">Begin of its one run, at the begin of an interval.</param>
    /// <param name="firstAfter">When it first reports, so that not all of them do at once.</param>
    /// <param name="known">Called when an aggregator has taken its inventory for the first time.</param>
    public SimulatedSource(SourceId id, string node, long beganUnixNs, TimeSpan firstAfter, Action known)
    {
        (_id, _node, _beganUnixNs, _firstAfter) = (id, node, beganUnixNs, firstAfter);
        Receive<InventoryWanted>(wanted =>
        {
            (_term, _aggregator, _place) = (wanted.Term, Sender, wanted.Place);
            Report();
        });
        Receive<InventoryTaken>(taken =>
        {
            if (taken.Term != _term) return;
            if (_publishedThroughUnixNs is null) known();
            _publishedThroughUnixNs = taken.PublishedThroughUnixNs;
            if (_completing is not { Round: { } round, Decided: var decided } || taken.PublishedThroughUnixNs is not { } through || through < decided.EndUnixNs) return;
            _completing = null;
            round.Published();
        });
        Receive<SimulatedChunk>(chunk =>
        {
            _untaken.Add(chunk.Decided.Id.Number, chunk);
            if (chunk.Round is not null) _completing = chunk;
            Send(chunk, RepeatAfter);
        });
        Receive<TallyTaken>(taken => _untaken.Remove(taken.Id.Number));
        Receive<Repeat>(repeat =>
        {
            if (_untaken.TryGetValue(repeat.Number, out var chunk)) Send(chunk, repeat.Pause * 2 < RepeatAtMost ? repeat.Pause * 2 : RepeatAtMost);
        });
        Receive<SourceRefused>(refused => throw new BenchException(refused.Reason));
        Receive<Tick>(_ => Report());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, _firstAfter, ReportEvery);

    private void Send(SimulatedChunk chunk, TimeSpan pause)
    {
        foreach (var part in TallyParts.Cut(chunk.Tally)) _aggregator.Tell(new TallyDecided(_term, chunk.Decided, part));
        var number = chunk.Decided.Id.Number;
        Timers.StartSingleTimer(number, new Repeat(number, pause), pause);
    }

    private void Report()
    {
        if (_aggregator.IsNobody()) return;
        var asOf = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        _aggregator.Tell(new InventoryReported(_term, _id, ++_sequence, asOf, _publishedThroughUnixNs, [new RunInventory(Run, _beganUnixNs, 1, null, null)], _node) { Place = _place });
    }

    private sealed record Repeat(long Number, TimeSpan Pause) : INoSerializationVerificationNeeded;

    private sealed class Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }
}
