namespace Steadytrace.Recording.Replay;

/// <summary>What a cut of a replay hands out.</summary>
/// <param name="Traces">The traces that fill the chunk; none for an empty one.</param>
/// <param name="EndUnixNs">Nothing earlier comes later; shifted.</param>
/// <param name="LastUnixNs">At or after the latest event inside; shifted.</param>
/// <param name="ShiftNanoseconds">What counting adds to the timestamps.</param>
internal sealed record ReplayCut(IReadOnlyList<ReplayTrace> Traces, long EndUnixNs, long LastUnixNs, long ShiftNanoseconds);
