namespace Steadytrace.Recording.Spool;

/// <summary>What the spool of one source holds, and what is to be done with it. Knows no disk, no actor, no clock: every method takes the time.</summary>
/// <remarks>
/// <para>A chunk is recorded into, then closed, then decided, in this order, each once. The caller makes each step durable before it tells
/// the index, so that the index never knows more than the disk.</para>
/// <para>Towards the dispatcher: every closed, undecided chunk is offered again and again until it is decided. Towards the aggregator of the
/// present term: every decided tally that is not behind published-through is sent, in order and within its window, until it is taken.</para>
/// <para>Times are monotonic spans since any fixed moment.</para>
/// </remarks>
public sealed class SpoolIndex(SpoolLimits limits)
{
    private readonly SortedDictionary<long, SpoolRun> _runs = [];
    private readonly SortedDictionary<(long Run, long Number), SpoolEntry> _entries = [];

    /// <summary>Chunks kept, decided or not, the open one included.</summary>
    public int Chunks => _entries.Count;

    /// <summary>Closed chunks that wait to be counted.</summary>
    public int Undecided { get; private set; }

    /// <summary>Verdicts kept until published-through has passed them.</summary>
    public int Decided { get; private set; }

    /// <summary>True when as many verdicts wait as may: until some are published nothing more is given out to be counted but what publishing waits for.</summary>
    public bool HasTooManyVerdicts => Decided >= limits.MaxVerdicts;

    /// <summary>Bytes on disk of closed, undecided chunks.</summary>
    public long Bytes { get; private set; }

    public IEnumerable<SpoolRun> Runs => _runs.Values;

    /// <summary>The newest run; null before the first.</summary>
    public SpoolRun? NewestRun => _runs.Count == 0 ? null : _runs.Values.Last();

    public IEnumerable<ChunkManifest> UndecidedChunks => _entries.Values.Where(entry => entry.Decided is null).Select(entry => entry.Manifest);

    public IEnumerable<DecidedChunk> DecidedChunks => _entries.Values.Select(entry => entry.Decided).OfType<DecidedChunk>();

    public void Load(SpoolContent content)
    {
        foreach (var run in content.Runs) _runs.Add(run.Number, run);
        foreach (var manifest in content.Undecided) Add(manifest);
        foreach (var decided in content.Decided) AddDecided(decided);
    }

    /// <summary>The chunk of a run that is recorded into, or was when its recorder died; null when none is.</summary>
    public ChunkManifest? OpenChunkOf(long run) =>
        UndecidedChunks.LastOrDefault(manifest => manifest.Id.Run == run && !manifest.IsClosed);

    public ChunkManifest? Find(ChunkId id) => _entries.GetValueOrDefault(Key(id))?.Manifest;

    /// <summary>A run began, or is over.</summary>
    public void Save(SpoolRun run) => _runs[run.Number] = run;

    public SpoolRun Run(long number) => _runs[number];

    /// <summary>A chunk was opened.</summary>
    public void Add(ChunkManifest manifest)
    {
        _entries.Add(Key(manifest.Id), new SpoolEntry(manifest));
        Count(_entries[Key(manifest.Id)], +1);
    }

    /// <summary>A chunk's files are compressed now. It is offered at once: a worker that found them gone has given it up.</summary>
    public void Packed(ChunkManifest manifest)
    {
        var entry = _entries[Key(manifest.Id)];
        Count(entry, -1);
        entry.Manifest = manifest;
        entry.OfferAnew();
        Count(entry, +1);
    }

    /// <summary>How far a closed, undecided chunk has come towards its count.</summary>
    public bool IsOffered(ChunkId id) => _entries.TryGetValue(Key(id), out var entry) && entry.Accepted;

    /// <summary>A chunk's manifest changed: it was closed, or a try failed. It is offered at once.</summary>
    public void Replace(ChunkManifest manifest)
    {
        var entry = _entries[Key(manifest.Id)];
        Count(entry, -1);
        entry.Manifest = manifest;
        entry.OfferAnew();
        Count(entry, +1);
    }

    /// <summary>True when the chunk is closed and not decided: its first tally decides it, and every later one is dropped.</summary>
    public bool CanDecide(ChunkId id) => _entries.TryGetValue(Key(id), out var entry) && entry.IsUndecided;

    /// <summary>A verdict was made durable.</summary>
    public void Decide(DecidedChunk decided)
    {
        var entry = _entries[Key(decided.Id)];
        if (!entry.IsUndecided) throw new InvalidOperationException($"Chunk {decided.Id} is decided twice");
        Count(entry, -1);
        entry.Decided = decided with { Tally = [] };
        Decided++;
    }

    /// <summary>The oldest undecided chunk; null when there is none.</summary>
    public ChunkManifest? OldestUndecided => Undecided == 0 ? null : _entries.Values.First(entry => entry.IsUndecided).Manifest;

    /// <summary>The oldest undecided chunk when the spool is over its limits; null when it is within them.</summary>
    /// <param name="unixNowNs">The clock on the wall, for the limit of age.</param>
    public DropDue? NextToDrop(long unixNowNs)
    {
        if (OldestUndecided is not { } oldest) return null;
        if (Bytes > limits.MaxBytes) return new DropDue(oldest, $"the spool is full: its undecided chunks have more than {limits.MaxBytes} bytes (spool.max-bytes)");
        if (Undecided > limits.MaxChunks) return new DropDue(oldest, $"the spool is full: more than {limits.MaxChunks} chunks wait (spool.max-chunks)");
        // The clock on the wall says nothing of a replay of the past.
        return limits.MaxAge is { } most && Run(oldest.Id.Run).IsLive && unixNowNs - oldest.EndUnixNs > most.Ticks * TimeSpan.NanosecondsPerTick
            ? new DropDue(oldest, $"it has waited longer than {most} (spool.max-age)")
            : null;
    }

    /// <summary>The oldest closed chunk that has waited so long that it is worth compressing; null when there is none.</summary>
    public ChunkManifest? NextToPack(long unixNowNs)
    {
        if (limits.PackAfter is not { } least) return null;
        return _entries.Values
            .Where(entry => entry.IsUndecided && !entry.Manifest.IsPacked && entry.Manifest.Files.Count > 0)
            .Select(entry => entry.Manifest)
            .FirstOrDefault(chunk => unixNowNs - chunk.EndUnixNs >= least.Ticks * TimeSpan.NanosecondsPerTick);
    }

    /// <summary>Chunks to offer to the dispatcher now, oldest first; they count as offered.</summary>
    /// <param name="now">The time.</param>
    /// <param name="waitedForUntilUnixNs">
    /// The end of the next interval to be published, in Unix nanoseconds. What begins before it is offered at any number of verdicts: after a clock that was
    /// set back none of them may go before that interval does, and it would wait for ever.
    /// </param>
    public IReadOnlyList<ChunkManifest> Offer(TimeSpan now, long waitedForUntilUnixNs = long.MinValue)
    {
        var untilUnixNs = HasTooManyVerdicts ? waitedForUntilUnixNs : long.MaxValue;
        var due = _entries.Values
            .Where(entry => entry.IsUndecided && entry.Manifest.BeginUnixNs < untilUnixNs && (entry.OfferedAt is not { } at || now - at >= (entry.Accepted ? limits.OfferAgainAfter : PauseAfter(entry.Offers))))
            .Take(limits.MaxInFlight).ToList();
        foreach (var entry in due) (entry.OfferedAt, entry.Offers, entry.IsOfferedAgain) = (now, entry.Offers + 1, entry.OfferedAt is not null);
        return due.ConvertAll(entry => entry.Manifest);
    }

    /// <summary>It was offered before, and nobody has counted it: its bytes may be what is wrong.</summary>
    public bool IsOfferedAgain(ChunkId id) => _entries.TryGetValue(Key(id), out var entry) && entry.IsOfferedAgain;

    /// <summary>The dispatcher has the chunk.</summary>
    public void OfferAccepted(ChunkId id)
    {
        if (_entries.TryGetValue(Key(id), out var entry)) (entry.Accepted, entry.Offers) = (true, 0);
    }

    /// <summary>A new aggregator: it gets everything again. Chunks that wait are offered again too, since the dispatcher has moved with it, as often as not.</summary>
    public void BeginTerm()
    {
        BeginLedger();
        foreach (var entry in _entries.Values) entry.OfferAnew();
    }

    /// <summary>The same aggregator has begun its ledger of this source anew: it gets every verdict again.</summary>
    public void BeginLedger()
    {
        foreach (var entry in _entries.Values) (entry.SentAt, entry.Sends, entry.Taken) = (null, 0, false);
    }

    /// <summary>Verdicts to send to the aggregator now, in order; they count as sent.</summary>
    /// <param name="untilUnixNs">The aggregator's window: chunks that begin at or after it wait.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<ChunkId> Send(long untilUnixNs, TimeSpan now)
    {
        var due = new List<ChunkId>();
        var inFlight = 0;
        foreach (var entry in _entries.Values)
        {
            if (entry.Decided is not { } decided || entry.Taken) continue;
            // Not the end: after a clock that was set back, a later run lies before it in time.
            if (decided.BeginUnixNs >= untilUnixNs) continue;
            if (++inFlight > limits.MaxInFlight) break;
            if (entry.SentAt is { } at && now - at < PauseAfter(entry.Sends)) continue;
            (entry.SentAt, entry.Sends) = (now, entry.Sends + 1);
            due.Add(decided.Id);
        }

        return due;
    }

    /// <summary>The aggregator of this term has the verdict.</summary>
    public void Taken(ChunkId id)
    {
        if (_entries.TryGetValue(Key(id), out var entry)) entry.Taken = true;
    }

    /// <summary>Forgets what lies behind published-through, which the caller has made durable; the caller then removes it from the disk.</summary>
    /// <returns>Verdicts and runs that nobody needs any more.</returns>
    public (IReadOnlyList<ChunkId> Chunks, IReadOnlyList<long> Runs) Forget(long publishedThroughUnixNs)
    {
        var chunks = new List<ChunkId>();
        foreach (var run in _runs.Values)
        {
            // What was recorded before a clock that was set back is lost, and told at this time or later.
            var toldAt = run.LateBeforeUnixNs ?? long.MinValue;
            // Only a prefix of a run may go: its first number left says that all before it are decided and confirmed.
            chunks.AddRange(EntriesOf(run.Number)
                .TakeWhile(entry => entry.Decided is { } decided && Math.Max(decided.LastUnixNs, toldAt) < publishedThroughUnixNs).Select(entry => entry.Decided!.Id));
        }

        foreach (var id in chunks) _entries.Remove(Key(id));
        Decided -= chunks.Count;
        var runs = _runs.Values
            .Where(run => run.IsOver && run.EndUnixNs < publishedThroughUnixNs && run.Number != NewestRun!.Number && !EntriesOf(run.Number).Any())
            .Select(run => run.Number).ToList();
        foreach (var run in runs) _runs.Remove(run);
        return (chunks, runs);
    }

    /// <summary>What the aggregator must know to tell complete intervals: the oldest runs, as many as one message holds.</summary>
    public IReadOnlyList<RunInventory> Inventory() => Begun.Take(limits.MaxRunsTold)
        .Select(run => new RunInventory(run.Number, run.BeganUnixNs, FirstNumberOf(run), run.EndUnixNs, run.LastNumber, run.LateBeforeUnixNs)
        {
            FirstBeginUnixNs = EntriesOf(run.Number).FirstOrDefault()?.Manifest.BeginUnixNs,
        }).ToList();

    /// <summary>All runs that have begun and are not in the inventory began at or after this time; null when none is missing.</summary>
    public long? UntoldFromUnixNs => Begun.Skip(limits.MaxRunsTold).Min(run => (long?)run.BeganUnixNs);

    private IEnumerable<SpoolRun> Begun => _runs.Values.Where(run => run.IsStarted || run.IsOver);

    private TimeSpan PauseAfter(int sends) => Repeats.After(sends, limits.RepeatAfter, limits.RepeatAtMost);

    private long FirstNumberOf(SpoolRun run) => EntriesOf(run.Number).FirstOrDefault() is { } entry ? IdOf(entry).Number : run.LastNumber + 1 ?? 0;

    private static ChunkId IdOf(SpoolEntry entry) => entry.Decided?.Id ?? entry.Manifest.Id;

    private IEnumerable<SpoolEntry> EntriesOf(long run) => _entries.Where(pair => pair.Key.Run == run).Select(pair => pair.Value);

    private void AddDecided(DecidedChunk decided)
    {
        var manifest = new ChunkManifest
        {
            Id = decided.Id, BeginUnixNs = decided.BeginUnixNs, EndUnixNs = decided.EndUnixNs, LastUnixNs = decided.LastUnixNs,
        };
        _entries.Add(Key(decided.Id), new SpoolEntry(manifest) { Decided = decided with { Tally = [] } });
        Decided++;
    }

    private void Count(SpoolEntry entry, int sign)
    {
        if (!entry.IsUndecided) return;
        Undecided += sign;
        Bytes += sign * entry.Manifest.DiskBytes;
    }

    private static (long Run, long Number) Key(ChunkId id) => (id.Run, id.Number);
}
