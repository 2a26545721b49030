using Akka.Event;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tracing;

public sealed partial class SpoolActor
{
    private void LogDropped(ChunkId id, long bytes) =>
        _log.Error("Chunk {0} ({1} bytes) is dropped uncounted and declared lost: the spool is full; add parsers, or raise spool.max-bytes", id, bytes);

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
