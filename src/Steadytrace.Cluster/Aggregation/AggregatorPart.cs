using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Parts;
using Steadytrace.Metrics;
using Steadytrace.Metrics.Recent;
using Steadytrace.Recording;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>The aggregator of a datacenter: one <see cref="SourceLedger"/> per source, and the publisher.</summary>
/// <remarks>
/// Holds nothing durable. A new term asks every tracer of the datacenter for its inventory and gets all decided tallies past published-through
/// again; until a source has reported, nothing of it is published. How it is published, and what people see of it, is in the partials beside this one.
/// </remarks>
public sealed partial class AggregatorPart : Part
{
    private const int MaxSources = 100_000;
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>With so many ticks missed the process was stopped, or its machine slept.</summary>
    private const int TicksMissed = 3;
    private readonly ILoggingAdapter _log;
    private readonly Dictionary<SourceId, SourceEntry> _sources = [];
    private readonly TallyAssembly _tallies = new(maxOpen: 4096, maxBytes: 256L << 20);
    private readonly Dictionary<Address, AskedTracer> _tracers = [];
    private readonly NodeOptions _node;
    private readonly AggregatorOptions _options;
    private readonly FailureBoard _failures;
    private readonly RecentMetrics _recent;
    private readonly TimeProvider _clock;
    private readonly Func<Address, ICanTell> _tracerAt;
    private readonly IActorRef _publisher;
    private readonly long _began;
    private readonly Term _term;
    private long _ledgers;
    private TimeSpan _tickedAt;
    private TimeSpan _listensSince;

    /// <summary>How often this term has got the publisher's place; 0 before the first time.</summary>
    private long _place;

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
        _down = new DownParts(_options.RestartFirst, _options.RestartAtMost);
        _began = clock.GetTimestamp();
        _term = new Term(UnixNowNs, address);

        Receive<InventoryReported>(OnInventory);
        Receive<TallyDecided>(OnTally);
        Receive<Published>(OnPublished);
        Receive<PublisherReady>(_ =>
        {
            (_ready, _publisherState, _lastFailure) = (true, "connected", "");
            // While it had not the place another may have: one that the cluster has left behind, and does not know it yet, does not live for the grace time from now on.
            (_place, _listensSince) = (_place + 1, Now);
            foreach (var tracer in _tracers.Keys.ToList()) Ask(tracer, sends: 0);
        });
        Receive<PublisherLost>(OnPublisherLost);
        Receive<Tick>(_ => OnTick());
        Receive<HandOver>(_ => OnHandOver());
        Receive<HandOverLimitReached>(_ => Context.Stop());
        ReceiveForPeople();
        Receive<PartsDown>(OnPartsDown);
        Receive<TracerUp>(up => Ask(up.Node, sends: 0));
        Receive<TracerGone>(gone => _tracers.Remove(gone.Node));
    }

    private TimeSpan Now => _clock.GetElapsedTime(_began);

    private long UnixNowNs => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <inheritdoc/>
    public override void OnStart()
    {
        Context.Every(_options.AskEvery, Tick.Instance);
        _log.Info("Aggregator of {0} begins its term", _node.Datacenter);
        (_ready, _publisherState, _place) = _options.Publisher is null ? (true, "console only", 1) : (false, "connecting", 0);
    }

    private void Ask(Address tracer, int sends)
    {
        _tracers[tracer] = new AskedTracer(sends + 1, Now);
        _tracerAt(tracer).Tell(new InventoryWanted(_term, _node.Datacenter) { Place = _place }, Self);
    }

    private void OnTick()
    {
        if (Now - _tickedAt > _options.AskEvery * TicksMissed) _listensSince = Now;
        _tickedAt = Now;
        var known = _sources.Values.ToLookup(source => IsHeard(source) && IsOfThisPlace(source), source => source.Node);
        var (heard, silent) = (known[true].ToHashSet(), known[false].ToHashSet());
        foreach (var (tracer, last) in _tracers.ToList())
        {
            var node = tracer.NodeName();
            if (heard.Contains(node) && !silent.Contains(node)) _tracers[tracer] = last with { Sends = 0 };
            else if (Now - last.At >= Repeats.After(last.Sends, _options.AskEvery, _options.AskAtMost)) Ask(tracer, last.Sends);
        }

        var members = _tracers.Keys.Select(tracer => tracer.NodeName()).ToHashSet();
        foreach (var (id, source) in _sources)
        {
            Publish(id, source);
            if (IsSilent(source)) PublishPartial(id, source, IsGoneForGood(source, members) ? long.MinValue : OwnFrom(source));
        }

        ForgetThoseGoneForGood(members);
        RestartWhatIsDown();
    }

    /// <summary>A host that never comes back would be kept for ever. One that comes back after all begins another ledger, and gets its inventory and tallies asked for again.</summary>
    private void ForgetThoseGoneForGood(HashSet<string> members)
    {
        foreach (var (id, source) in _sources.Where(source => IsGoneForGood(source.Value, members)).ToList())
        {
            _log.Warning("{0} has been silent for {1} and its node is no member: it is forgotten until it comes back; what it had not sent is not published", id, _options.ForgetAfter);
            _sources.Remove(id);
            if (_names.GetValueOrDefault(NameOf(id)) == id) _names.Remove(NameOf(id));
        }
    }

    /// <summary>For the grace time. While this process was stopped, or was not the publisher, a successor may have published what it holds, and all that came since.</summary>
    private bool IsSilent(SourceEntry source) => Now - (source.HeardAt > _listensSince ? source.HeardAt : _listensSince) >= _options.Grace;

    /// <summary>
    /// True when its tracer has told how things stand since this term got the publisher's place. Until then another term may have had both the place and the tracer's
    /// ear: a successor, while this process was stopped or cut off, and what that one said, with a clock that was set back, would be published over by an older word.
    /// </summary>
    private bool IsOfThisPlace(SourceEntry source) => source.Place == _place;

    /// <summary>A term that has been replaced does not live for the grace time with the place: a host that died before it could report does not wait longer.</summary>
    private bool MayPublish(SourceEntry source) => _ready && !_handingOver && (IsOfThisPlace(source) || Now - _listensSince >= _options.Grace);

    /// <summary>What the other term published whole is not to be published over as partial: what ends after that report is this one's own, by the clock of whichever is ahead.</summary>
    private long OwnFrom(SourceEntry source) => IsOfThisPlace(source) ? source.OwnFromUnixNs : long.MaxValue;

    /// <summary>It will not tell any more, and what it told is better published than not.</summary>
    private bool IsGoneForGood(SourceEntry source, HashSet<string> members) => Now - source.HeardAt >= _options.ForgetAfter && !members.Contains(source.Node);

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

            if (OtherOfItsName(report.Source) is { } other)
            {
                if (IsNameTaken(other, report))
                {
                    Refuse(other, report);
                    return;
                }

                _log.Warning("{0} has the names of {1} in metrics, which is silent or has younger runs, and gives way", report.Source, other.Ledger.Source);
                _sources.Remove(other.Ledger.Source);
            }

            _sources.Add(report.Source, source = NewEntry(report));
            _names[NameOf(report.Source)] = report.Source;
        }
        // One and the same actor has one spool for its whole life: all that was known of it may have been published and forgotten.
        else if (!source.Tracer.Equals(Sender) && IsAnother(source, report))
        {
            if (source.Node != report.Node && IsNameTaken(source, report))
            {
                Refuse(source, report);
                return;
            }

            // Another spool: the chunks that the ledger waits for will never come.
            _log.Warning("{0} comes from another spool, on {1}; what was not published of the former on {2} stays unpublished", report.Source, report.Node, source.Node);
            source = Renew(source, report);
        }

        else if (source.Node != report.Node && IsHeard(source) && _tracers.Keys.Any(tracer => tracer.NodeName() == source.Node))
        {
            // A machine that was copied with its spool: the same runs from two nodes, and both are there.
            Refuse(source, report);
            return;
        }

        if (source.Tracer.Equals(Sender) && report.Sequence <= source.Sequence) return;
        if (source.Ledger.IsOvertaken(report.PublishedThroughUnixNs)) source = Renew(source, report);

        (source.Tracer, source.Node, source.Sequence, source.HeardAt) = (Sender, report.Node, report.Sequence, Now);
        if (_place > 0 && (report.Place ?? _place) == _place && !IsOfThisPlace(source)) (source.Place, source.OwnFromUnixNs) = (_place, Math.Max(report.AsOfUnixNs, UnixNowNs));
        source.Ledger.TakeInventory(report.Runs, report.AsOfUnixNs, report.PublishedThroughUnixNs);
        Answer(report.Source, source);
        Publish(report.Source, source);
    }

    /// <summary>Not one run of it is known here; one that had none until now may be whichever.</summary>
    private static bool IsAnother(SourceEntry source, InventoryReported report) =>
        !source.Ledger.Knows(report.Runs) || (source.Ledger.OldestRunBeganUnixNs is null && source.Node != report.Node);

    private SourceEntry Renew(SourceEntry former, InventoryReported report)
    {
        var entry = NewEntry(report);
        // A host stays older than another that takes its name, whatever became of the runs that made it so.
        if (former.Node == report.Node) entry.Ledger.KnowOldest(former.Ledger.OldestRunBeganUnixNs);
        // What this term has said as partial it must put right, whichever ledger is complete.
        entry.PublishedAsPartial.UnionWith(former.PublishedAsPartial.Where(start => !(start * NsPerSecond < report.PublishedThroughUnixNs)));
        return _sources[report.Source] = entry;
    }

    private SourceEntry NewEntry(InventoryReported report) => new(
        ++_ledgers, new SourceLedger(report.Source, new LedgerOptions(_node.Interval, _options.WindowIntervals, _options.MaxGapIntervals)),
        new MetricScope(_node.Interval, report.Source.Recorder, _node.Datacenter, report.Source.Host.Value))
    {
        // Partial intervals of a term before this one began at least the grace time before its tracer was heard again, by the tracer's own clock.
        PartialUntilUnixSeconds = (report.AsOfUnixNs - (_options.Grace.Ticks * TimeSpan.NanosecondsPerTick)) / NsPerSecond,
    };

    private void Answer(SourceId id, SourceEntry source)
    {
        var late = source.Ledger.LateRuns.ToList();
        source.Tracer.Tell(new InventoryTaken(_term, id, source.Ledger.PublishedThroughUnixNs, source.Ledger.NewestRun, source.Ledger.SendUntilUnixNs)
        {
            Ledger = source.Number,
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
            Sender.Tell(new TallyTaken(_term, told.Decided.Id) { Ledger = source.Number });
            return;
        }

        if (_tallies.Add(told.Decided.Id, told.Part) is not { } encoded) return;
        Tally tally;
        try
        {
            tally = TallyCodec.DecodeWithoutPairs(encoded);
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
        Sender.Tell(new TallyTaken(_term, told.Decided.Id) { Ledger = source.Number });
        if (result == TakeResult.Taken) Publish(told.Decided.Id.Source, source);
    }

    /// <summary>A tracer's node, and how often it was asked in vain.</summary>
    private readonly record struct AskedTracer(int Sends, TimeSpan At);

    /// <summary>To itself only; never crosses a wire.</summary>
    private sealed class Tick : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Tick Instance = new();
    }
}
