namespace Steadytrace.Traces.Turns;

/// <summary>What a piece of a CPU's packets tells before it is known who runs.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Time">When; null where the packet does not tell.</param>
/// <param name="Process">The new name, or who left the CPU.</param>
/// <param name="IsLoss">Events may have been lost before or behind a packet.</param>
internal readonly record struct TurnStep(TurnStepKind Kind, long? Time, string? Process, bool IsLoss);
