using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands.Count;

/// <summary>What was counted on one CPU, or of one stream.</summary>
internal sealed record CountedPart(string Name, Tally Tally);
