using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Parts;
using Steadytrace.Metrics;
using Steadytrace.Metrics.Names;
using Steadytrace.Metrics.Recent;
using Steadytrace.Recording;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>The aggregator of a datacenter: one <see cref="SourceLedger"/> per source, and the publisher.</summary>
/// <remarks>
/// Holds nothing durable. A new term asks every tracer of the datacenter for its inventory and gets all decided tallies past published-through
/// again; until a source has reported, nothing of it is published. What people see of it is in the partial beside this one.
/// </remarks>
public sealed partial class AggregatorPart : Part
{
    private const int MaxSources = 100_000;
    private static readonly TimeSpan HandOverLimit = TimeSpan.FromSeconds(5);
    private readonly ILoggingAdapter _log;
    private readonly Dictionary<SourceId, SourceEntry> _sources = [];
    private readonly TallyAssembly _tallies = new(maxOpen: 4096);
    private readonly HashSet<Address> _tracers = [];

    /// <summary>Sources that may have more to publish than there was room for, the longest waiting first, each once.</summary>
    private readonly Queue<SourceId> _waiting = [];
    private readonly NodeOptions _node;
    private readonly AggregatorOptions _options;
    private readonly FailureBoard _failures;
    private readonly RecentMetrics _recent;
    private readonly TimeProvider _clock;
    private readonly Func<Address, ICanTell> _tracerAt;
    private readonly IActorRef _publisher;
    private readonly long _began;
    private readonly Term _term;
    private bool _ready;
    private bool _handingOver;
    private int _publishing;

    /// <param name="context">What runs it.</param>
    /// <param name="node">Its node's options.</param>
    /// <param name="address">Its node's address, <c>host:port</c>.</param>
    /// <param name="tracerAt">The tracer of a node.</param>
    /// <param name="publisher">A <see cref="PublisherPart"/> that tells this one; nobody where metrics go to the console only.</param>
    /// <param name="failures">Its node's.</param>
    /// <param name="clock">The time.</param>
    public AggregatorPart(
        IPartContext context, NodeOptions node, string address, Func<Address, ICanTell> tracerAt, IActorRef publisher, FailureBoard failures, TimeProvider clock) : base(context)
    {
        (_node, _options, _failures, _clock, _log) = (node, node.Aggregator, failures, clock, context.Log);
        (_tracerAt, _publisher) = (tracerAt, publisher);
        _recent = new RecentMetrics(_options.Recent);
        _began = clock.GetTimestamp();
        _term = new Term(UnixNowNs, address);

        Receive<InventoryReported>(OnInventory);
        Receive<TallyDecided>(OnTally);
        Receive<Published>(OnPublished);
        Receive<PublisherReady>(_ =>
        {
            (_ready, _publisherState, _lastFailure) = (true, "connected", "");
            PublishAll();
        });
        Receive<PublisherLost>(OnPublisherLost);
        Receive<Tick>(_ => OnTick());
        Receive<HandOver>(_ => OnHandOver());
        Receive<HandOverLimitReached>(_ => Context.Stop());
        ReceiveForPeople();
        Receive<TracerUp>(up =>
        {
            _tracers.Add(up.Node);
            Ask(up.Node);
        });
        Receive<TracerGone>(gone => _tracers.Remove(gone.Node));
    }

    private TimeSpan Now => _clock.GetElapsedTime(_began);

    private long UnixNowNs => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <inheritdoc/>
    public override void OnStart()
    {
        Context.Every(_options.AskEvery, Tick.Instance);
        _log.Info("Aggregator of {0} begins its term", _node.Datacenter);
        (_ready, _publisherState) = _options.Publisher is null ? (true, "console only") : (false, "connecting");
    }

    private void Ask(Address tracer) => _tracerAt(tracer).Tell(new InventoryWanted(_term, _node.Datacenter), Self);

    private void OnTick()
    {
        var heard = _sources.Values.Where(IsHeard).Select(source => source.Node).ToHashSet();
        var silent = _sources.Values.Where(source => !IsHeard(source)).Select(source => source.Node).ToHashSet();
        foreach (var tracer in _tracers)
        {
            var node = tracer.NodeName();
            if (!heard.Contains(node) || silent.Contains(node)) Ask(tracer);
        }

        foreach (var (id, source) in _sources)
        {
            Publish(id, source);
            if (Now - source.HeardAt >= _options.Grace) PublishPartial(id, source);
        }
    }

    private bool IsHeard(SourceEntry source) => Now - source.HeardAt < _options.AskEvery * 5;

    private void OnInventory(InventoryReported report)
    {
        if (report.Term != _term) return;
        if (!_sources.TryGetValue(report.Source, out var source))
        {
            if (_sources.Count >= MaxSources)
            {
                Sender.Tell(new SourceRefused(_term, report.Source, $"this aggregator has {MaxSources} sources; split the datacenter"));
                return;
            }

            _sources.Add(report.Source, source = NewEntry(report.Source));
        }
        else if (!source.Ledger.Knows(report.Runs))
        {
            if (source.Node != report.Node && IsNameTaken(source, report))
            {
                Refuse(source, report);
                return;
            }

            // Another spool: the chunks that the ledger waits for will never come.
            _log.Warning("{0} comes from another spool, on {1}; what was not published of the former on {2} stays unpublished", report.Source, report.Node, source.Node);
            source = _sources[report.Source] = NewEntry(report.Source);
        }

        if (source.Tracer.Equals(Sender) && report.Sequence <= source.Sequence) return;
        (source.Tracer, source.Node, source.Sequence, source.HeardAt) = (Sender, report.Node, report.Sequence, Now);
        source.Ledger.TakeInventory(report.Runs, report.AsOfUnixNs, report.PublishedThroughUnixNs);
        Answer(report.Source, source);
        Publish(report.Source, source);
    }

    private SourceEntry NewEntry(SourceId id) => new(
        new SourceLedger(id, new LedgerOptions(_node.Interval, _options.WindowIntervals, _options.MaxGapIntervals)),
        new MetricScope(_node.Interval, id.Recorder, _node.Datacenter, id.Host.Value));

    /// <summary>Of two tracers with one host's name the one whose run is older stays, as long as it is heard now and then.</summary>
    private bool IsNameTaken(SourceEntry source, InventoryReported report) =>
        Now - source.HeardAt < _options.Grace && !(report.Runs.Length > 0 && report.Runs.Min(run => run.BeganUnixNs) < source.Ledger.OldestRunBeganUnixNs);

    private void Refuse(SourceEntry source, InventoryReported report)
    {
        var reason = $"{source.Node} and {report.Node} both record a host of this name; give one of them another (steadytrace.host)";
        _failures.Report($"source {report.Source}", $"{report.Node} is refused: {reason}", staysDown: false);
        Sender.Tell(new SourceRefused(_term, report.Source, reason));
    }

    private void Answer(SourceId id, SourceEntry source)
    {
        var late = source.Ledger.LateRuns.ToList();
        source.Tracer.Tell(new InventoryTaken(_term, id, source.Ledger.PublishedThroughUnixNs, source.Ledger.NewestRun, source.Ledger.SendUntilUnixNs)
        {
            LateRuns = late.Count == 0 ? null : [.. late.Select(run => run.Run)],
            LateBeforeUnixNs = late.Count == 0 ? null : [.. late.Select(run => run.BeforeUnixNs)],
        });
    }

    private void OnTally(TallyDecided told)
    {
        if (told.Term != _term || !_sources.TryGetValue(told.Decided.Id.Source, out var source) || !source.Tracer.Equals(Sender)) return;
        source.HeardAt = Now;
        if (source.Ledger.Has(told.Decided.Id))
        {
            // Repeated before the answer came: thousands of sources do so at once when this one is behind, and reading theirs again would keep it there.
            Sender.Tell(new TallyTaken(_term, told.Decided.Id));
            return;
        }

        if (_tallies.Add(told.Decided.Id, told.Part) is not { } encoded) return;
        Tally tally;
        try
        {
            tally = TallyCodec.Decode(encoded);
        }
        catch (InvalidDataException e)
        {
            // One bad tally holds back its own source, never the datacenter.
            _failures.Report($"source {told.Decided.Id.Source}", $"the tally of chunk {told.Decided.Id} cannot be read: {e.Message}", staysDown: false);
            _log.Error("The tally of chunk {0} is not taken: {1}; do all nodes run the same release?", told.Decided.Id, e.Message);
            return;
        }

        var result = source.Ledger.Take(told.Decided, tally);
        if (result == TakeResult.UnknownRun) return;
        Sender.Tell(new TallyTaken(_term, told.Decided.Id));
        if (result == TakeResult.Taken) Publish(told.Decided.Id.Source, source);
    }

    /// <summary>How many intervals more may be on their way to the broker.</summary>
    private int Room => Math.Max(0, _options.MaxPublishing - _publishing);

    private void PublishAll()
    {
        foreach (var (id, source) in _sources) Publish(id, source);
    }

    private void Publish(SourceId id, SourceEntry source)
    {
        if (!_ready || _handingOver) return;
        foreach (var interval in source.Ledger.NextComplete(Room)) Send(id, source, interval, final: true);
        if (Room > 0 || source.IsWaiting) return;
        source.IsWaiting = true;
        _waiting.Enqueue(id);
    }

    /// <summary>Gives freed room to those who wait: looking through all sources at each confirm would take longer than publishing them.</summary>
    private void PublishWaiting()
    {
        // One that fills the room again waits behind the others.
        while (Room > 0 && _ready && !_handingOver && _waiting.TryDequeue(out var id))
        {
            if (!_sources.TryGetValue(id, out var source)) continue;
            source.IsWaiting = false;
            Publish(id, source);
        }
    }

    private void PublishPartial(SourceId id, SourceEntry source)
    {
        if (!_ready || _handingOver) return;
        foreach (var interval in source.Ledger.Partial(UnixNowNs, Room)) Send(id, source, interval, final: false);
    }

    private void Send(SourceId id, SourceEntry source, LedgerInterval interval, bool final)
    {
        // A correction of an interval that was published as partial names all its processes: one that falls into the rest could not be put right.
        var options = source.PublishedAsPartial.Contains(interval.StartUnixSeconds) ? _options.Metrics.Unlimited : _options.Metrics;
        if (!final) source.PublishedAsPartial.Add(interval.StartUnixSeconds);

        var batch = IntervalMetrics.Batch(source.Scope, interval.StartUnixSeconds, interval.Tally, interval.Lines, options);
        Remember(source, interval, batch.Lines.Count);
        _publishing++;
        if (_options.Publisher is null) Self.Tell(new Published(id, batch, final));
        else _publisher.Tell(new Publish(id, batch, final));
    }

    private void OnPublished(Published published)
    {
        _publishing = Math.Max(0, _publishing - 1);
        _lines += published.Batch.Lines.Count;
        _intervals++;
        _recent.Add(published.Batch);
        PublishWaiting();
        if (_sources.TryGetValue(published.Source, out var source) && published.Final)
        {
            source.PublishedAsPartial.Remove(published.Batch.StartUnixSeconds);
            if (source.Ledger.Confirm(published.Batch.StartUnixSeconds)) Answer(published.Source, source);
            Publish(published.Source, source);
        }

        if (_handingOver && _publishing == 0) Context.Stop();
    }

    private void OnPublisherLost(PublisherLost lost)
    {
        (_ready, _publishing, _publisherState, _lastFailure) = (false, 0, "failed", lost.Reason);
        foreach (var source in _sources.Values) source.Ledger.Restart();
        if (_handingOver) Context.Stop();
    }

    private void OnHandOver()
    {
        _handingOver = true;
        if (_publishing == 0) Context.Stop();
        else Context.After(HandOverLimit, HandOverLimitReached.Instance);
    }

    /// <summary>To itself only; never crosses a wire.</summary>
    private sealed class Tick : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Tick Instance = new();
    }

    private sealed class HandOverLimitReached : INoSerializationVerificationNeeded
    {
        public static readonly HandOverLimitReached Instance = new();
    }
}
