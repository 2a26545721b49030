using Steadytrace.Cluster.Messages;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tracing;

/// <summary>What the spool tells people. Bounded: it goes in one message.</summary>
public sealed partial class SpoolPart
{
    private const int MaxUndecidedReported = 300;
    private const int MaxDecidedReported = 100;
    private const int MaxReason = 160;
    private const int MaxCpusReported = 16;

    private SourceReport Report() => new(
        _context.Source, _context.Datacenter, _context.Node, _state, _index.NewestRun?.BeganUnixNs, _index.Chunks, _index.Undecided, _index.Bytes,
        _totals.Recorded, _totals.Counted, _totals.Lost, _totals.LostChunks, _spool.PublishedThroughUnixNs,
        [.. _index.UndecidedChunks.Take(MaxUndecidedReported).Select(ReportOf)],
        [.. _index.DecidedChunks.TakeLast(MaxDecidedReported).Select(ReportOf)],
        _totals.LostPackets, [.. _totals.LostByCpu.Take(MaxCpusReported)]);

    private ChunkReport ReportOf(ChunkManifest chunk) => new(
        chunk.Id, chunk.BeginUnixNs, chunk.EndUnixNs, chunk.IsClosed ? chunk.Bytes : RecordedBytes.SinceCut(_spool.RecordingRunOf(_index.Run(chunk.Id.Run)), _spool.DataPath(chunk.Id)),
        chunk.Tries, !chunk.IsClosed ? "recording" : _index.IsOffered(chunk.Id) ? "offered" : "closed", chunk.PackedBytes, chunk.IsCutOff ? "its tracer died" : "");

    private ChunkReport ReportOf(DecidedChunk chunk) => new(
        chunk.Id, chunk.BeginUnixNs, chunk.EndUnixNs, chunk.Bytes, chunk.Tries,
        chunk.Outcome switch { ChunkOutcome.Counted => "counted", ChunkOutcome.SetAside => "set aside", _ => "lost" },
        null, ReasonOf(chunk));

    /// <summary>Which of the chunk's files; where that lies, its number tells.</summary>
    private string ReasonOf(DecidedChunk chunk)
    {
        var cause = chunk.Cause.Replace(_spool.DataPath(chunk.Id) + "/", "", StringComparison.Ordinal);
        return cause.Length > MaxReason ? cause[..MaxReason] + "…" : cause;
    }
}
