using Akka.Event;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tracing;

public sealed partial class SpoolPart
{
    private void LogDropped(IReadOnlyList<ChunkManifest> chunks, string cause) =>
        _log.Error(
            "{0} chunks ({1} bytes), {2} to {3}, are dropped uncounted and declared lost: {4}; add parsers, or give the spool more room",
            chunks.Count, chunks.Sum(chunk => chunk.Bytes), chunks[0].Id, chunks[^1].Id, cause);

    private void LogDiskFull(string words) => _log.Error("{0}", words);

    private void LogLost(DropDue lost) => _log.Error("Nobody can count chunk {0}, it is declared lost: {1}", lost.Chunk.Id, lost.Cause);

    private void LogHeld(bool isHeld)
    {
        if (isHeld) _log.Error("{0} tallies wait to be published and the spool is full: recording rests until the aggregator takes some (spool.max-tallies)", _index.Decided);
        else _log.Info("Tallies are taken again: recording goes on");
    }

    private void LogLoss(LossBurst burst) => _log.Warning(
        "{0} lost {1} events and {2} packets in chunks {3} to {4}{5}; its buffers were full: make them larger, or record fewer events",
        _context.Source, burst.Events, burst.Packets, burst.First, burst.Last, burst.CpusInWords);

    private void LogSealed(ChunkId id) => _log.Warning("Chunk {0} was left open by a crash; it is closed with what it holds", id);

    private void LogClockSetBack(SourceId source) =>
        _log.Warning("The clock of {0} was set back by more than 10 minutes; its intervals are published again from there", source);

    private void LogBadTally(ChunkId id, string pool, string reason) =>
        _log.Error("The tally of chunk {0} from pool {1} is dropped: {2}; do both nodes run the same release?", id, pool, reason);

    private void LogTryFailed(ChunkId id, int tries, int most, string fault) =>
        _log.Warning("Chunk {0} could not be read whole (try {1} of {2}): {3}", id, tries, most, fault);

    private void LogSetAside(ChunkId id, int tries, string fault) =>
        _log.Error("Chunk {0} is set aside after {1} tries: {2}; what could be read is counted, the rest declared lost, its bytes are in the spool's folder aside", id, tries, fault);

    private void LogMismatch(ChunkId id, string cause) => _log.Error("Chunk {0} does not add up: {1}", id, cause);

    private void LogRefused(SourceId source, string reason) => _log.Error("The aggregator refuses {0}: {1}", source, reason);
}
