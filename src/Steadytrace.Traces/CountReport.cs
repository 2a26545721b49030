using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces;

/// <summary>The tally of a trace, and all that could not be read of it.</summary>
/// <param name="Tally">All that is valid before each fault.</param>
/// <param name="Faults">Damage found, one per stream at the most; empty for a sound trace.</param>
/// <param name="Notes">For people who ask: streams that the plan left to the checked reader, and why.</param>
public sealed record CountReport(Tally Tally, IReadOnlyList<TraceFault> Faults, IReadOnlyList<string> Notes);
