using Akka.Actor;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tracing;

/// <summary>The conversation with the record/rotate cycle: runs begin and end, chunks are opened and closed.</summary>
public sealed partial class SpoolPart
{
    private static readonly long ClockSetBackNs = (long)TimeSpan.FromMinutes(10).TotalNanoseconds;

    /// <summary>A run that begins farther from the present replays the past.</summary>
    private static readonly long LiveWithinNs = (long)TimeSpan.FromMinutes(1).TotalNanoseconds;

    /// <summary>The first run that this life of the spool began; null before.</summary>
    private long? _firstBegunHere;

    private void ReceiveFromCycle()
    {
        Receive<ResumeWanted>(_ => Sender.Tell(new ResumeGiven(OpenChunkToResume(), _spool.IsPaused)));
        Receive<RunWanted>(_ => Sender.Tell(BeginRun()));
        Receive<NextChunkWanted>(wanted => Sender.Tell(OpenChunk(_index.Run(wanted.Run), NextNumber(wanted.Run))));
        Receive<RunStarted>(OnRunStarted);
        Receive<RunAdopted>(OnRunAdopted);
        Receive<ChunkClosed>(closed => Close(closed.Id, closed.Cut));
        Receive<RunEnded>(ended => OnRunEnded(ended));
        Receive<RunLost>(lost => SealRun(_index.Run(lost.Run), lost.Last));
        Receive<PauseWanted>(wanted => Write(() => _spool.SavePaused(wanted.IsPaused)));
        Receive<CycleStateChanged>(changed => _state = changed.State);
    }

    /// <summary>The newest run if it is not over, with one open chunk; older ones that a crash left open are sealed.</summary>
    private ChunkReady? OpenChunkToResume()
    {
        foreach (var run in _index.Runs.Where(run => !run.IsOver && run.Number != _index.NewestRun!.Number).ToList()) SealRun(run);
        if (_index.NewestRun is not { IsOver: false } newest) return null;

        var open = _index.UndecidedChunks.Where(chunk => chunk.Id.Run == newest.Number && !chunk.IsClosed).ToList();
        if (open.Count == 0)
        {
            SealRun(newest);
            return null;
        }

        // Whether the cut between two of them came nobody knows: what its tracer had not yet handed on then is in the later one, however early it was.
        for (var later = 1; later < open.Count; later++) open[later] = KnowStreamsBefore(open[later] with { BeginUnixNs = open[0].BeginUnixNs }, open[later - 1]);
        for (var older = 0; older < open.Count - 1; older++)
        {
            var (left, next) = (_spool.DataPath(open[older].Id), _spool.DataPath(open[older + 1].Id));
            if (_context.CloseLeft is { } close) Write(() => close(_spool.RecordingRunOf(newest), left, next), subject: open[older].Id);
            Seal(KnowLoss(open[older]), endUnixNs: open[0].BeginUnixNs);
        }

        return Ready(newest, open[^1].Id, _spool.DataPath(open[^1].Id)) with { Before = open[^1].Before };
    }

    /// <summary>Where streams stood at the begin of a chunk whose cut was under way when the process died.</summary>
    /// <remarks>Not at 0, as in a run's first chunk: what the counters said before would be counted as lost again.</remarks>
    private ChunkManifest KnowStreamsBefore(ChunkManifest open, ChunkManifest older)
    {
        // The cut never came, and all since the older one's begin is here; else the older one's archive tells.
        if (open.Before is { Count: 0 })
            open = open with { Before = !_spool.HasFiles(older.Id) ? older.Before : _context.TailsAfter(_spool.DataPath(older.Id), older.Before) };
        SaveManifest(open);
        return open;
    }

    private ChunkManifest KnowLoss(ChunkManifest unclosed)
    {
        var data = _spool.DataPath(unclosed.Id);
        return unclosed with { LostByCpu = ChunkLoss.Of(data, unclosed.Before, _context.TailsAfter(data, unclosed.Before)) };
    }

    private ChunkReady Ready(SpoolRun run, ChunkId id, string path) => new(
        _spool.RecordingRunOf(run), id, path, run.ClockOffsetUs is { } offset ? TimeSpan.FromMicroseconds(offset) : null);

    private ChunkReady BeginRun()
    {
        var now = UnixNowNs;
        var number = Math.Max(SpoolRun.NumberAt(now), (_index.NewestRun?.Number ?? 0) + 1);
        var run = new SpoolRun { Number = number, BeganUnixNs = now };
        SaveRun(run);
        _firstBegunHere ??= number;
        return OpenChunk(run, 0);
    }

    private void OnRunStarted(RunStarted started)
    {
        // Before the run: a crash between the two finds there when a run began that was noted before the clock was set back.
        if (_index.OpenChunkOf(started.Run) is { } first) SaveManifest(first with { BeginUnixNs = started.BeganUnixNs });
        Begun(_index.Run(started.Run) with
        {
            BeganUnixNs = started.BeganUnixNs,
            ClockOffsetUs = started.ClockOffset?.Ticks / TimeSpan.TicksPerMicrosecond,
            IsLive = Math.Abs(UnixNowNs - started.BeganUnixNs) < LiveWithinNs,
        });
        ReportSoon();
    }

    private void OnRunAdopted(RunAdopted adopted)
    {
        // The process before died between the recorder's start and its word on it: the time noted for the run is at or before its begin.
        if (_index.Run(adopted.Run) is not { IsStarted: false } run) return;
        Begun(run);
        ReportSoon();
    }

    /// <summary>The run records.</summary>
    private SpoolRun Begun(SpoolRun run)
    {
        run = Placed(run) with { IsStarted = true };
        SaveRun(run);
        return run;
    }

    /// <summary>What a run has before published-through is declared lost, or after a clock that was set back far, published again.</summary>
    private SpoolRun Placed(SpoolRun run)
    {
        // Nobody lived to note its begin after its first chunk's: the clock may have been set back while its recorder started.
        if (!run.IsStarted && _index.Find(new ChunkId(_context.Source, run.Number, 0))?.BeginUnixNs is { } first && first < run.BeganUnixNs) run = run with { BeganUnixNs = first };
        var through = _spool.PublishedThroughUnixNs;
        var isSetBackFar = run.BeganUnixNs < through - ClockSetBackNs;
        if (isSetBackFar)
        {
            // Before the run: a crash between the two finds a run that has not begun, and comes here again.
            LogClockSetBack(_context.Source);
            Write(() => _spool.SavePublishedThrough(_options.Interval.StartOf(run.BeganUnixNs) * 1_000_000_000, run.Number));
        }
        else if (run.BeganUnixNs < through)
        {
            run = run with { LateBeforeUnixNs = through };
        }

        return run;
    }

    private void SaveRun(SpoolRun run)
    {
        Write(() => _spool.SaveRun(run));
        _index.Save(run);
    }

    private void SaveManifest(ChunkManifest chunk)
    {
        Write(() => _spool.SaveManifest(chunk), subject: chunk.Id);
        _index.Replace(chunk);
    }

    private ChunkReady OpenChunk(SpoolRun run, long number)
    {
        // The cut is still to come, and the recorder's clock may stand a little behind the wall's. In a replay of the past the wall's says nothing at all.
        var earliest = _index.OpenChunkOf(run.Number)?.BeginUnixNs ?? run.BeganUnixNs;
        var begin = run.IsLive ? Math.Max(earliest, UnixNowNs - (_options.MaxClockStep.Ticks * TimeSpan.NanosecondsPerTick)) : earliest;
        var manifest = new ChunkManifest { Id = new ChunkId(_context.Source, run.Number, number), BeginUnixNs = begin };
        Write(() => _spool.CreateChunk(manifest));
        _index.Add(manifest);
        return Ready(run, manifest.Id, _spool.DataPath(manifest.Id));
    }

    private long NextNumber(long run) => _index.OpenChunkOf(run) is { } open ? open.Id.Number + 1 : 0;

    private void Close(ChunkId id, ChunkCut cut)
    {
        // First what the next chunk needs from this one: after a crash between the two writes, this one is sealed, and nothing is unknown.
        if (_index.Find(id with { Number = id.Number + 1 }) is { } next)
        {
            SaveManifest(next with { BeginUnixNs = cut.EndUnixNs, Before = cut.Tails });
        }

        Close(_index.Find(id)! with
        {
            EndUnixNs = cut.EndUnixNs,
            LastUnixNs = cut.LastUnixNs,
            // A recorder whose chunks do not continue each other knows nothing of the time before its first one either.
            Before = cut.Tails is null ? null : _index.Find(id)!.Before,
            ShiftNs = cut.ShiftNanoseconds,
            RecordedEvents = cut.RecordedEvents,
            LostByCpu = ChunkLoss.Of(_spool.DataPath(id), cut.Tails is null ? null : _index.Find(id)!.Before, cut.Tails),
        });
    }

    private void Close(ChunkManifest chunk)
    {
        SaveManifest(chunk with { Files = _spool.SyncFiles(chunk.Id) });
        OfferDue();
    }

    private void Seal(ChunkManifest chunk, long endUnixNs, bool isCutOff = false)
    {
        LogSealed(chunk.Id);
        var last = Math.Max(endUnixNs, _spool.LastWrittenUnixNs(chunk.Id) ?? endUnixNs);
        Close(chunk with { EndUnixNs = Math.Max(endUnixNs, chunk.BeginUnixNs), LastUnixNs = Math.Max(last, chunk.BeginUnixNs), Sealed = true, IsCutOff = isCutOff });
    }

    /// <summary>Ends a run whose recorder is gone: its open chunks hold what there is.</summary>
    private void SealRun(SpoolRun run, LastWord? last = null)
    {
        if (run.IsOver) return;
        // Its recorder may have recorded before anybody could be told: the others hear of it now, and must find published-through where it has to be.
        if (!run.IsStarted) SaveRun(run = Placed(run));
        var open = _index.UndecidedChunks.Where(chunk => chunk.Id.Run == run.Number && !chunk.IsClosed).ToList();
        foreach (var chunk in open)
        {
            var written = _spool.LastWrittenUnixNs(chunk.Id);
            // What a recorder that had begun still held when it died is missing at the end of its last chunk. A replay can be played again. Whether one had begun whose process
            // died while it started it nobody knows; one that failed to start in this life had not.
            var mayHaveBegun = run.IsStarted || written is not null || !(run.Number >= _firstBegunHere);
            var isCutOff = run.IsLive && chunk.Id == open[^1].Id && mayHaveBegun;
            var known = last?.Chunk == chunk.Id ? last.Known : AbandonedRun.Unknown;
            var told = chunk with { RecordedEvents = known.RecordedEvents, LostByCpu = known.LostByCpu };
            // Its tracer's own count tells how many events are missing, and the verdict declares them.
            Seal(told, run.IsLive ? written ?? chunk.BeginUnixNs : chunk.BeginUnixNs, isCutOff && known.RecordedEvents is null);
        }

        EndRun(run);
    }

    private void OnRunEnded(RunEnded ended)
    {
        // A chunk that was opened for a cut which never came is empty.
        foreach (var open in _index.UndecidedChunks.Where(chunk => chunk.Id.Run == ended.Run && !chunk.IsClosed).ToList()) Seal(open, open.BeginUnixNs);
        EndRun(_index.Run(ended.Run));
        ReportSoon();
    }

    private void EndRun(SpoolRun run)
    {
        var lastChunk = _index.UndecidedChunks.Where(chunk => chunk.Id.Run == run.Number).Select(chunk => (chunk.Id.Number, chunk.EndUnixNs!.Value))
            .Concat(_index.DecidedChunks.Where(chunk => chunk.Id.Run == run.Number).Select(chunk => (chunk.Id.Number, chunk.EndUnixNs)))
            .DefaultIfEmpty((-1, run.BeganUnixNs)).Max();
        SaveRun(run with { EndUnixNs = Math.Max(lastChunk.Item2, run.BeganUnixNs), LastNumber = lastChunk.Item1 });
    }
}
