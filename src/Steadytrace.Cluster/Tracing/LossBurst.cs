using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tracing;

/// <summary>Loss in chunks that followed each other: one line in the log.</summary>
/// <param name="First">The first chunk that lost something.</param>
/// <param name="Last">The last one.</param>
/// <param name="Events">Events that the tracer lost.</param>
/// <param name="Packets">Whole packets that it lost.</param>
/// <param name="LostByCpu">Where, the worst CPU first.</param>
public sealed record LossBurst(ChunkId First, ChunkId Last, long Events, long Packets, IReadOnlyList<LossOfCpu> LostByCpu)
{
    private const int MaxCpusTold = 8;

    /// <summary>The worst CPUs, in brackets; empty where the tracer tells nothing of them.</summary>
    public string CpusInWords
    {
        get
        {
            if (LostByCpu.Count == 0) return "";
            var rest = LostByCpu.Count > MaxCpusTold ? ", …" : "";
            return FormattableString.Invariant($" ({string.Join(", ", LostByCpu.Take(MaxCpusTold).Select(InWords))}{rest})");
        }
    }

    private static string InWords(LossOfCpu loss) =>
        FormattableString.Invariant($"{loss.Cpu}: {loss.Events}") + (loss.Packets == 0 ? "" : FormattableString.Invariant($" and {loss.Packets} packets"));
}
