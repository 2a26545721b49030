using Akka.Actor;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tracing;

/// <summary>The conversation with the record/rotate cycle: runs begin and end, chunks are opened and closed.</summary>
public sealed partial class SpoolActor
{
    private static readonly long ClockSetBackNs = (long)TimeSpan.FromMinutes(10).TotalNanoseconds;

    /// <summary>A run that begins farther from the present replays the past.</summary>
    private static readonly long LiveWithinNs = (long)TimeSpan.FromMinutes(1).TotalNanoseconds;

    private void ReceiveFromCycle()
    {
        Receive<ResumeWanted>(_ => Sender.Tell(new ResumeGiven(OpenChunkToResume())));
        Receive<RunWanted>(_ => Sender.Tell(BeginRun()));
        Receive<NextChunkWanted>(wanted => Sender.Tell(OpenChunk(_index.Run(wanted.Run), NextNumber(wanted.Run))));
        Receive<RunStarted>(OnRunStarted);
        Receive<RunAdopted>(OnRunAdopted);
        Receive<ChunkClosed>(closed => Close(closed.Id, closed.Cut));
        Receive<RunEnded>(ended => OnRunEnded(ended));
        Receive<RunLost>(lost => SealRun(_index.Run(lost.Run)));
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

        foreach (var older in open.SkipLast(1)) Seal(older, endUnixNs: open[^1].BeginUnixNs);
        return new ChunkReady(_spool.RecordingRunOf(newest), open[^1].Id, _spool.DataPath(open[^1].Id));
    }

    private ChunkReady BeginRun()
    {
        var now = UnixNowNs;
        var number = Math.Max(now / TimeSpan.NanosecondsPerTick / TimeSpan.TicksPerMillisecond, (_index.NewestRun?.Number ?? 0) + 1);
        var run = new SpoolRun { Number = number, BeganUnixNs = now };
        _spool.SaveRun(run);
        _index.Save(run);
        return OpenChunk(run, 0);
    }

    private void OnRunStarted(RunStarted started)
    {
        var run = _index.Run(started.Run) with
        {
            BeganUnixNs = started.BeganUnixNs,
            IsStarted = true,
            IsLive = Math.Abs(UnixNowNs - started.BeganUnixNs) < LiveWithinNs,
        };
        var through = _spool.PublishedThroughUnixNs;
        var isSetBackFar = run.BeganUnixNs < through - ClockSetBackNs;
        if (!isSetBackFar && run.BeganUnixNs < through) run = run with { LateBeforeUnixNs = through };
        _spool.SaveRun(run);
        _index.Save(run);
        if (_index.OpenChunkOf(run.Number) is { } first)
        {
            first = first with { BeginUnixNs = started.BeganUnixNs };
            _spool.SaveManifest(first);
            _index.Replace(first);
        }

        // The clock was set back: what lies after it will be recorded, and published, again.
        if (isSetBackFar)
        {
            LogClockSetBack(_context.Source);
            _spool.SavePublishedThrough(_options.Interval.StartOf(run.BeganUnixNs) * 1_000_000_000, run.Number);
        }

        ReportSoon();
    }

    private void OnRunAdopted(RunAdopted adopted)
    {
        // The process before died between the recorder's start and its word on it: the time noted for the run is at or before its begin.
        if (_index.Run(adopted.Run) is not { IsStarted: false } run) return;
        run = run with { IsStarted = true };
        _spool.SaveRun(run);
        _index.Save(run);
        ReportSoon();
    }

    private ChunkReady OpenChunk(SpoolRun run, long number)
    {
        // The cut is still to come, and the recorder's clock may stand a little behind the wall's. In a replay of the past the wall's says nothing at all.
        var earliest = _index.OpenChunkOf(run.Number)?.BeginUnixNs ?? run.BeganUnixNs;
        var begin = run.IsLive ? Math.Max(earliest, UnixNowNs - (_options.MaxClockStep.Ticks * TimeSpan.NanosecondsPerTick)) : earliest;
        var manifest = new ChunkManifest { Id = new ChunkId(_context.Source, run.Number, number), BeginUnixNs = begin };
        var path = _spool.CreateChunk(manifest);
        _index.Add(manifest);
        return new ChunkReady(_spool.RecordingRunOf(run), manifest.Id, path);
    }

    private long NextNumber(long run) => _index.OpenChunkOf(run) is { } open ? open.Id.Number + 1 : 0;

    private void Close(ChunkId id, ChunkCut cut)
    {
        // First what the next chunk needs from this one: after a crash between the two writes, this one is sealed, and nothing is unknown.
        if (_index.Find(id with { Number = id.Number + 1 }) is { } next)
        {
            next = next with { BeginUnixNs = cut.EndUnixNs, Before = cut.Tails };
            _spool.SaveManifest(next);
            _index.Replace(next);
        }

        Close(_index.Find(id)! with
        {
            EndUnixNs = cut.EndUnixNs,
            LastUnixNs = cut.LastUnixNs,
            // A recorder whose chunks do not continue each other knows nothing of the time before its first one either.
            Before = cut.Tails is null ? null : _index.Find(id)!.Before,
            ShiftNs = cut.ShiftNanoseconds,
            RecordedEvents = cut.RecordedEvents,
        });
    }

    private void Close(ChunkManifest chunk)
    {
        var closed = chunk with { Files = _spool.SyncFiles(chunk.Id) };
        _spool.SaveManifest(closed);
        _index.Replace(closed);
        OfferDue();
    }

    private void Seal(ChunkManifest chunk, long endUnixNs)
    {
        LogSealed(chunk.Id);
        var last = Math.Max(endUnixNs, _spool.LastWrittenUnixNs(chunk.Id) ?? endUnixNs);
        Close(chunk with { EndUnixNs = Math.Max(endUnixNs, chunk.BeginUnixNs), LastUnixNs = Math.Max(last, chunk.BeginUnixNs), Sealed = true });
    }

    /// <summary>Ends a run whose recorder is gone: its open chunks hold what there is.</summary>
    private void SealRun(SpoolRun run)
    {
        if (run.IsOver) return;
        var open = _index.UndecidedChunks.Where(chunk => chunk.Id.Run == run.Number && !chunk.IsClosed).ToList();
        foreach (var chunk in open) Seal(chunk, run.IsLive ? _spool.LastWrittenUnixNs(chunk.Id) ?? chunk.BeginUnixNs : chunk.BeginUnixNs);
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
        run = run with { EndUnixNs = Math.Max(lastChunk.Item2, run.BeganUnixNs), LastNumber = lastChunk.Item1 };
        _spool.SaveRun(run);
        _index.Save(run);
    }
}
