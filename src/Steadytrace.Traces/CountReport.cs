using System.Collections.ObjectModel;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces;

/// <summary>The tally of a trace, and all that could not be read of it.</summary>
/// <param name="Tally">All that is valid before each fault.</param>
/// <param name="Faults">Damage found, one per file at the most; empty for a sound trace.</param>
/// <param name="Notes">For people who ask: streams that the plan left to the checked reader, and why.</param>
public sealed record CountReport(Tally Tally, IReadOnlyList<TraceFault> Faults, IReadOnlyList<string> Notes)
{
    /// <summary>What <see cref="CountOptions.Split"/> asked for: tallies by name, in order of name; their sum is <see cref="Tally"/>. Empty when no split was asked for.</summary>
    /// <remarks>At most <see cref="MaximumParts"/>; what does not fit is added up in one more, <see cref="OtherParts"/>.</remarks>
    public IReadOnlyDictionary<string, Tally> Parts { get; init; } = ReadOnlyDictionary<string, Tally>.Empty;

    /// <summary>From the trace's first event to its last, as far as that lies in the range that was asked for; null where nothing tells (packets without times), and without <see cref="CountOptions.WithSpan"/>.</summary>
    public TraceSpan? Span { get; init; }

    /// <summary>Who ran where at the end, in order of stream and CPU: what <see cref="CountOptions.CpuBefore"/> wants for the chunk after this one. Empty without <see cref="CountOptions.CpuTime"/>.</summary>
    public IReadOnlyList<CpuTail> CpuTails { get; init; } = [];

    /// <summary>Most parts of one report: a damaged trace can make up any number of CPUs.</summary>
    public const int MaximumParts = 16_384;

    /// <summary>The part for all that does not fit.</summary>
    public const string OtherParts = "(others)";
}
