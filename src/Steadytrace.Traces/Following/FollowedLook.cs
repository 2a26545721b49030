using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Following;

/// <summary>What a look at a growing trace found that the looks before it had not.</summary>
/// <param name="Tally">
/// The difference: to be added to those before it. A count in it may be below zero where <see cref="IsCorrection"/> says so, and only there.
/// </param>
/// <param name="Waiting">Events that are read and held back, since nothing yet tells whose they are: a later look counts them.</param>
/// <param name="IsCorrection">The closed trace was counted once more, whole, and this is what was missing, or wrong, in the looks before.</param>
/// <param name="Faults">Damage found in the closed trace, one per file at the most.</param>
public sealed record FollowedLook(Tally Tally, long Waiting, bool IsCorrection, IReadOnlyList<TraceFault> Faults)
{
    /// <summary>Of the last look: who ran where at the trace's end, the next chunk's <see cref="CountOptions.CpuBefore"/>.</summary>
    public IReadOnlyList<CpuTail> CpuTails { get; init; } = [];
}
