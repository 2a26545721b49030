using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Parts;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Parsing;

/// <summary>A node's parser pool: asks for as many chunks as it has free workers, and sees each tally home to its tracer.</summary>
/// <remarks>
/// A worker's place is taken from the lease until the tracer has the tally, so that tallies nobody takes hold work back instead of piling up.
/// Shrinking lets busy workers finish.
/// </remarks>
public sealed partial class PoolPart : Part
{
    private readonly ILoggingAdapter _log;
    private readonly Dictionary<ChunkId, Work> _work = [];
    private readonly Queue<TimeSpan> _resting = [];
    private readonly CancellationTokenSource _life = new();
    private readonly PoolOptions _options;
    private readonly IActorRef _dispatcher;
    private readonly StartCounting _startCounting;
    private readonly TimeProvider _clock;
    private readonly long _began;
    private readonly PoolId _id;
    private readonly string _datacenter;
    private readonly PoolRate _rate = new();
    private int _workers;
    private bool _draining;
    private long _attempt;
    private long _chunks;
    private long _events;
    private long _failed;
    private TimeSpan _counting;

    public PoolPart(
        IPartContext context, PoolId id, string datacenter, PoolOptions options, IActorRef dispatcher, StartCounting startCounting, TimeProvider clock,
        IReadOnlyDictionary<string, IActorRef>? elsewhere = null, IReadOnlyList<DeathOfWorker>? deaths = null, FailureBoard? failures = null) : base(context)
    {
        (_elsewhere, _failures) = (elsewhere ?? new Dictionary<string, IActorRef>(), failures);
        // A pool made anew holds none of the leases of the one before: they are another incarnation's.
        (_id, _datacenter, _dispatcher, _workers) = (id with { Incarnation = clock.GetUtcNow().UtcTicks }, datacenter, dispatcher, options.Workers);
        (_options, _startCounting, _clock, _began, _log) = (options, startCounting, clock, clock.GetTimestamp(), context.Log);
        _attempt = _id.Incarnation;
        Mourn(deaths ?? []);

        Receive<ChunkLeased>(OnLeased);
        Receive<CountedChunk>(OnCounted);
        Receive<ChunkCountedTaken>(taken => OnTaken(taken.Id));
        Receive<Ask>(_ => OnAsk());
        Receive<ScalePool>(scale =>
        {
            _log.Info("Pool {0}: {1} workers instead of {2}", _id.Node, scale.Workers, _workers);
            _workers = Math.Clamp(scale.Workers, 0, PoolOptions.MaxWorkers);
            Sender.Tell(new CommandAnswered(true, $"The pool on {_id.Node} has {_workers} workers now, {_work.Count} of them busy"));
            AskForWork();
        });
        Receive<PoolReportWanted>(_ => Sender.Tell(Report()));
        Receive<DrainPool>(_ =>
        {
            _draining = true;
            _life.Cancel();
            AskForWork();
            GiveBackAll();
            Sender.Tell(PoolDrained.Instance);
        });
    }

    private TimeSpan Now => _clock.GetElapsedTime(_began);

    /// <inheritdoc/>
    public override void OnStart()
    {
        foreach (var told in _deaths.Values) Tell(told);
        Context.Every(_options.AskEvery, Ask.Instance, first: TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public override void OnStop() => _life.Cancel();

    private void OnLeased(ChunkLeased lease)
    {
        if (_work.TryGetValue(lease.Offer.Id, out var work))
        {
            // The lease ran out, the dispatcher is a new one, or the tracer is: the work is the same.
            var isOtherTracer = !lease.Offer.Tracer.Equals(work.Lease.Offer.Tracer);
            work.Lease = lease;
            if (!isOtherTracer || work.Parts is null) return;
            work.Sends = 0;
            Send(work);
            return;
        }

        // While its tracer is still to hear of a death, its word that it has would be taken for one on the new tally.
        var isMourned = _deaths.TryGetValue(lease.Offer.Id, out var death);
        if (isMourned) TellWhoOffers(death!, lease.Offer.Tracer);
        if (isMourned || _draining || Free <= 0)
        {
            DispatcherOf(lease).Tell(new LeaseEnded(lease.Offer.Id, lease.Lease, Returned: true) { IsTried = isMourned });
            return;
        }

        _work.Add(lease.Offer.Id, new Work { Lease = lease, Started = lease.Lease });
        _startCounting(lease, Self, _life.Token);
    }

    private void OnCounted(CountedChunk counted)
    {
        var id = counted.Lease.Offer.Id;
        if (counted.Hangs) Hang(counted);
        else if (_hung.Remove(counted.Lease)) EndHanging();
        if (!_work.TryGetValue(id, out var work) || work.Started != counted.Lease.Lease || work.Parts is not null) return;
        _counting += counted.Busy;
        if (counted.Tally is not { } tally)
        {
            _log.Warning("Chunk {0} goes back uncounted: {1}", id, counted.Fault);
            // Its worker rests a while: asked at once, the dispatcher might give the same chunk out again and again.
            _resting.Enqueue(Now);
            // What is gone must not wait at the dispatcher for the next one: its tracer's word that it is decided may have been lost.
            Finish(work, returned: !counted.IsGone);
            return;
        }

        _suspects.Remove(id);
        _chunks++;
        _events += counted.Events;
        if (counted.Fault.Length == 0) _rate.Add(counted.Lease.Offer.Bytes, counted.Busy);
        if (counted.Fault.Length > 0) _failed++;
        (work.IsFailed, work.Hangs, _attempt) = (counted.Fault.Length > 0, counted.Hangs, _attempt + 1);
        work.Parts = [.. TallyParts.Cut(tally).Select(part => new ChunkCounted(id, part, counted.Fault, _id.Node, _attempt))];
        Send(work);
    }

    private void OnTaken(ChunkId id)
    {
        if (_deaths.Remove(id)) return;
        // After a failed try it waits for the next; the dispatcher has forgotten it if that was the last.
        if (!_work.TryGetValue(id, out var work) || work.Parts is null) return;
        // What made it fail may be this machine's, and pass: tried again at once, all its tries might be one.
        if (work is { IsFailed: true, Hangs: false }) _resting.Enqueue(Now);
        Finish(work, returned: work.IsFailed);
    }

    private void Finish(Work work, bool returned)
    {
        _work.Remove(work.Lease.Offer.Id);
        DispatcherOf(work.Lease).Tell(new LeaseEnded(work.Lease.Offer.Id, work.Lease.Lease, returned) { IsTried = returned });
        AskForWork();
    }

    private void OnAsk()
    {
        while (_resting.TryPeek(out var since) && Now - since >= _options.RepeatAfter) _resting.Dequeue();
        RepeatDeaths();
        if (_suspects.Count > 0 && Now >= SuspectedFor) _suspects.Clear();
        foreach (var work in _work.Values.Where(work => work.Parts is not null && Now - work.SentAt >= Repeats.After(work.Sends, _options.RepeatAfter, _options.RepeatAtMost)).ToList())
        {
            if (work.Sends < _options.MaxSends)
            {
                Send(work);
                continue;
            }

            _log.Warning("The tracer of chunk {0} does not take its tally; another pool may try", work.Lease.Offer.Id);
            Finish(work, returned: true);
        }

        AskForWork();
    }

    private void Send(Work work)
    {
        // A tracer that died meanwhile has a successor there, which must not wait for the next lease: this worker may be the only one, and asks for none until its tally is taken.
        var tracer = work.Sends == 0 ? work.Lease.Offer.Tracer : Context.AtPlaceOf(work.Lease.Offer.Tracer);
        work.Sends++;
        work.SentAt = Now;
        foreach (var part in work.Parts!) tracer.Tell(part, Self);
    }

    private void AskForWork()
    {
        var free = _draining ? 0 : Math.Max(0, Free);
        _dispatcher.Tell(new WorkWanted(_id, free) { BytesPerSecond = _rate.BytesPerSecond });
        OfferHelp(free);
    }

    private void GiveBackAll()
    {
        foreach (var work in _work.Values.Where(work => work.Parts is null).ToList())
        {
            _work.Remove(work.Lease.Offer.Id);
            DispatcherOf(work.Lease).Tell(new LeaseEnded(work.Lease.Offer.Id, work.Lease.Lease, Returned: true));
        }
    }

    private PoolReport Report() => new(
        _id.Node, _id.Host, _datacenter, _workers, _work.Count, _chunks, _events, _counting > TimeSpan.Zero ? _events / _counting.TotalSeconds : 0, _failed);

    private int Free => Math.Min(_workers, _suspects.Count > 0 ? 1 : _workers) - _work.Count - _resting.Count - Math.Max(0, _hung.Count - _options.MaxHung);

    private sealed class Work
    {
        /// <summary>The newest lease of the chunk.</summary>
        public required ChunkLeased Lease { get; set; }

        /// <summary>The lease that its worker was started with.</summary>
        public required long Started { get; init; }

        /// <summary>Not all of it could be read.</summary>
        public bool IsFailed { get; set; }

        /// <summary>It failed after a time that no other chunk is given.</summary>
        public bool Hangs { get; set; }

        /// <summary>What is sent until the tracer takes it; null while the chunk is counted.</summary>
        public ChunkCounted[]? Parts { get; set; }

        public TimeSpan SentAt { get; set; }

        public int Sends { get; set; }
    }

    /// <summary>To itself only; never crosses a wire.</summary>
    private sealed class Ask : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Ask Instance = new();
    }
}
