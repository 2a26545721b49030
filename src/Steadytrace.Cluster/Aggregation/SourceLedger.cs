using Steadytrace.Metrics;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>The tallies of one source that are not yet published, and which of its intervals are complete. Knows no actor, no clock, no broker.</summary>
/// <remarks>
/// <para><b>Complete.</b> <see cref="CompleteUntilUnixNs"/> is the time before which nothing can still come. Each run whose numbers are not all
/// taken in holds it back to the end of the last chunk without a hole before it. When no run is recording, a run may begin at any moment: the
/// tracer's own clock at its last report (<c>asOf</c>) holds it back too, since every run not in that report begins at or after it. While a run is
/// recording, later runs begin after its end, so its own frontier is enough.</para>
/// <para><b>Order.</b> Intervals are handed out in order of time, each once, and published-through follows the confirmed ones without a hole.
/// <see cref="Restart"/> hands out again everything that is not confirmed: same names, values and times, one effect.</para>
/// <para><b>Late.</b> Counts for an interval that was handed out belong, in a chunk that begins before that interval's end, to the published
/// value itself (the chunk crosses the border, and comes again in a new term). In a chunk that begins later they broke the recorder's promise
/// (a clock step): they are declared lost in the chunk's first open interval.</para>
/// </remarks>
public sealed class SourceLedger(SourceId source, LedgerOptions options)
{
    private const long NsPerSecond = 1_000_000_000;
    private readonly KnownRuns _runs = new();
    private readonly SortedDictionary<long, IntervalLedger> _intervals = [];
    private readonly Queue<long> _publishing = new();
    private readonly HashSet<long> _confirmed = [];
    private long? _next;
    private long? _lowestThroughUnixNs;
    private long _asOfUnixNs;

    public SourceId Source { get; } = source;

    /// <summary>Everything before it is confirmed; null before the first run. Unix nanoseconds.</summary>
    public long? PublishedThroughUnixNs { get; private set; }

    /// <summary>The newest run that an inventory told of; -1 before the first.</summary>
    public long NewestRun => _runs.Newest;

    /// <summary>When the oldest run began that was known here at any time; null when none was. Unix nanoseconds.</summary>
    /// <remarks>Not only of those still known: a host that begins a new run stays older than another that has taken its name meanwhile.</remarks>
    public long? OldestRunBeganUnixNs { get; private set; }

    /// <summary>A ledger that was begun anew, of the same host.</summary>
    public void KnowOldest(long? beganUnixNs) => OldestRunBeganUnixNs = beganUnixNs;

    /// <summary>True once the tracer's inventory is here: before, nothing of the source is published.</summary>
    public bool HasInventory { get; private set; }

    /// <summary>Tallies of chunks that begin at or after it should wait at the tracer. Unix nanoseconds.</summary>
    public long SendUntilUnixNs =>
        PublishedThroughUnixNs is { } through ? through + (options.WindowIntervals * options.Interval.Nanoseconds) : long.MaxValue;

    /// <summary>Nothing earlier can still come. Unix nanoseconds.</summary>
    public long CompleteUntilUnixNs => _runs.IsRecording ? _runs.FrontierUnixNs : Math.Min(_runs.FrontierUnixNs, _asOfUnixNs);

    /// <summary>
    /// Runs that were heard of when intervals of their time had been handed out already, with the time before which what they recorded is lost. Their tracer must
    /// have it durable no later than published-through: a later term would take what is late for published.
    /// </summary>
    public IEnumerable<(long Run, long BeforeUnixNs)> LateRuns => _runs.Late;

    /// <summary>
    /// True when another term has published meanwhile, as far as published-through stands at the tracer: beyond this ledger's own, or, after a clock that was
    /// set back, before all that this one has ever told. Runs and chunks that it would add up again are gone at the tracer.
    /// </summary>
    public bool IsOvertaken(long? publishedThroughUnixNs) =>
        HasInventory && publishedThroughUnixNs is { } through && (!(through <= PublishedThroughUnixNs) || through < _lowestThroughUnixNs);

    /// <summary>Takes the tracer's word on its runs.</summary>
    public void TakeInventory(IReadOnlyList<RunInventory> runs, long asOfUnixNs, long? publishedThroughUnixNs)
    {
        var isFirst = !HasInventory;
        if (isFirst) (HasInventory, PublishedThroughUnixNs) = (true, publishedThroughUnixNs);
        _asOfUnixNs = asOfUnixNs;
        foreach (var run in runs)
        {
            if (_runs.Find(run.Number) is not { } ledger)
            {
                // Where a run stands to what was published before this term, or before word of that came to it, its tracer has decided durably.
                if (!isFirst && run.LateBeforeUnixNs is null) GoBackIfClockWasSetBack(run.BeganUnixNs);
                // In its first inventory of a term only the tracer knows what was published when a run began.
                var openFrom = Math.Max(run.LateBeforeUnixNs ?? run.BeganUnixNs, isFirst ? run.BeganUnixNs : _next * NsPerSecond ?? run.BeganUnixNs);
                _runs.Add(run.Number, ledger = new RunLedger(run.BeganUnixNs, run.FirstNumber, FirstBegin(run), openFrom));
                OldestRunBeganUnixNs = Math.Min(OldestRunBeganUnixNs ?? long.MaxValue, run.BeganUnixNs);
            }

            if (run is { EndUnixNs: { } end, LastNumber: { } last }) ledger.Over(end, last);
        }

        _runs.ForgetUnlisted(runs, PublishedThroughUnixNs);
        if (PublishedThroughUnixNs is null && _runs.OldestBeganUnixNs is { } began) PublishedThroughUnixNs = StartNs(began);
        _next ??= PublishedThroughUnixNs / NsPerSecond;
        _lowestThroughUnixNs ??= PublishedThroughUnixNs;
    }

    /// <summary>True when the chunk's tally is added up here already, or was published before this term.</summary>
    public bool Has(ChunkId id) => _runs.Find(id.Run) is { } run && run.Has(id.Number);

    /// <summary>Takes the tally of a decided chunk.</summary>
    public TakeResult Take(DecidedChunk decided, Tally tally)
    {
        if (_next is not { } next || _runs.Find(decided.Id.Run) is not { } run) return TakeResult.UnknownRun;
        if (run.Has(decided.Id.Number)) return TakeResult.Duplicate;
        run.Take(decided.Id.Number, decided.EndUnixNs);

        // What is booked by the chunk's begin, and not by an event's time, was published with it when it crosses the border.
        var begin = Math.Max(decided.BeginUnixNs, run.OpenFromUnixNs);
        var firstOpen = Math.Max(next, StartOf(begin));
        var crosses = begin < next * NsPerSecond;
        var open = Math.Max(next, StartOf(run.OpenFromUnixNs));
        var (late, latePackets) = (0L, 0L);
        foreach (var (start, counts) in tally.Intervals)
        {
            if (start >= open) Open(start).Tally.Add(counts);
            else if (!crosses) (late, latePackets) = (late + counts.Events + counts.Lost, latePackets + counts.LostPackets);
        }

        Claim(decided, open);
        if (crosses) return TakeResult.Taken;
        var first = Open(firstOpen);
        first.Tally.Add(tally.Untimed);
        first.Tally.Lost += late;
        first.Tally.LostPackets += latePackets;
        first.LostChunks += decided.LostChunks;
        if (late > 0) first.HasClaim = false;
        return TakeResult.Taken;
    }

    /// <summary>The next complete intervals, in order; each is handed out once.</summary>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<LedgerInterval> NextComplete(int most)
    {
        var complete = new List<LedgerInterval>();
        var until = CompleteUntilUnixNs;
        while (complete.Count < most && _next is { } next && HasInventory)
        {
            if (LongGapFrom(next) is { } afterGap)
            {
                // Only when nothing handed out is open can published-through jump.
                if (_publishing.Count > 0) break;
                _next = afterGap;
                PublishedThroughUnixNs = afterGap * NsPerSecond;
                continue;
            }

            if ((next + options.Interval.Seconds) * NsPerSecond > until) break;
            complete.Add(At(next, partial: false));
            _publishing.Enqueue(next);
            _next = next + options.Interval.Seconds;
        }

        return complete;
    }

    /// <summary>Every message of a handed-out interval is confirmed.</summary>
    /// <returns>True when published-through moved.</returns>
    public bool Confirm(long startUnixSeconds)
    {
        if (!_publishing.Contains(startUnixSeconds)) return false;
        _confirmed.Add(startUnixSeconds);
        var moved = false;
        while (_publishing.TryPeek(out var oldest) && _confirmed.Remove(oldest))
        {
            _publishing.Dequeue();
            _intervals.Remove(oldest);
            PublishedThroughUnixNs = (oldest + options.Interval.Seconds) * NsPerSecond;
            moved = true;
        }

        return moved;
    }

    /// <summary>What was handed out and is not confirmed will be handed out again, as is: its publisher failed.</summary>
    public void Restart()
    {
        if (_publishing.TryPeek(out var oldest)) _next = oldest;
        foreach (var interval in _intervals.Values) interval.PublishedPartial = false;
        _publishing.Clear();
        _confirmed.Clear();
    }

    /// <summary>The intervals of a silent source that have ended and hold something, each once in each state. Published-through does not move.</summary>
    /// <param name="fromUnixNs">Those that end after it, in Unix nanoseconds.</param>
    /// <param name="nowUnixNs">Wall clock, in Unix nanoseconds.</param>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<LedgerInterval> Partial(long fromUnixNs, long nowUnixNs, int most)
    {
        var partial = new List<LedgerInterval>();
        foreach (var (start, interval) in _intervals)
        {
            if (start < _next || interval.PublishedPartial || !interval.Touched) continue;
            var end = (start + options.Interval.Seconds) * NsPerSecond;
            if (end <= fromUnixNs) continue;
            if (end > nowUnixNs || partial.Count == most) break;
            interval.PublishedPartial = true;
            partial.Add(At(start, partial: true));
        }

        return partial;
    }

    /// <summary>The intervals that are not yet handed out, as they stand, for people.</summary>
    public IReadOnlyList<LedgerInterval> StillOpen() =>
        [.. _intervals.Where(pair => pair.Value.Touched && pair.Key >= _next).Select(pair => At(pair.Key, partial: false))];

    /// <summary>False when these runs are another spool's: not one of those known here is among them.</summary>
    public bool Knows(IReadOnlyList<RunInventory> runs) => _runs.IsEmpty || runs.Any(run => _runs.Find(run.Number) is not null);

    /// <summary>Before it nothing of the run can still come: of one that was recorded before a clock was set back, and lies beyond the window, no tally can tell that.</summary>
    private static long FirstBegin(RunInventory run) => run.FirstNumber > 0 ? run.FirstBeginUnixNs ?? run.BeganUnixNs : run.BeganUnixNs;

    private void GoBackIfClockWasSetBack(long beganUnixNs)
    {
        if (PublishedThroughUnixNs is not { } through || beganUnixNs >= through - options.ClockSetBackNs) return;
        Restart();
        PublishedThroughUnixNs = StartNs(beganUnixNs);
        _next = PublishedThroughUnixNs / NsPerSecond;
        _lowestThroughUnixNs = Math.Min(_lowestThroughUnixNs ?? long.MaxValue, PublishedThroughUnixNs.Value);
    }

    /// <param name="decided">The chunk.</param>
    /// <param name="open">What it counts for intervals before this one is not added up in them: it makes no claim there either.</param>
    private void Claim(DecidedChunk decided, long open)
    {
        var (first, last) = (StartOf(decided.BeginUnixNs), StartOf(decided.LastUnixNs));
        if (first == last && decided.RecordedEvents is { } claim && first >= open)
        {
            Open(first).Recorded += claim;
            return;
        }

        // A chunk far longer than the window makes no claim anywhere; only intervals that are there need to know.
        if (first >= open) Open(first).HasClaim = false;
        foreach (var (start, interval) in _intervals)
            if (start > first && start <= last) interval.HasClaim = false;
        if (last >= open) Open(last).HasClaim = false;
    }

    /// <summary>The start of the first interval after a gap too long to be told interval by interval; null when there is none here.</summary>
    private long? LongGapFrom(long next)
    {
        // Where no run is known, the next begins at or after the tracer's own clock.
        var start = StartOf(_runs.FirstBeganOpenAt(next * NsPerSecond) ?? _asOfUnixNs);
        return start - next > (long)options.MaxGapIntervals * options.Interval.Seconds ? start : null;
    }

    private LedgerInterval At(long start, bool partial)
    {
        var interval = _intervals.GetValueOrDefault(start) ?? new IntervalLedger { HasClaim = false };
        return new LedgerInterval(start, interval.Tally, new LedgerLines
        {
            // A partial one claims nothing: a chunk still to come may cross its end, and nobody could take the claim back.
            Recorded = !partial && interval is { HasClaim: true, Touched: true } ? interval.Recorded : null,
            Counted = interval.Tally.Events,
            Lost = interval.Tally.Lost,
            LostChunks = interval.LostChunks,
            GapSeconds = GapSeconds(start),
            Partial = partial,
        });
    }

    private double GapSeconds(long start)
    {
        var (from, to) = (start * NsPerSecond, (start + options.Interval.Seconds) * NsPerSecond);
        return Math.Round(Math.Max(0, to - from - _runs.RecordedNs(from, to)) / (double)NsPerSecond, 3);
    }

    private IntervalLedger Open(long start)
    {
        if (!_intervals.TryGetValue(start, out var interval)) _intervals.Add(start, interval = new IntervalLedger());
        (interval.Touched, interval.PublishedPartial) = (true, false);
        return interval;
    }

    private long StartOf(long unixNs) => options.Interval.StartOf(unixNs);

    private long StartNs(long unixNs) => StartOf(unixNs) * NsPerSecond;
}
