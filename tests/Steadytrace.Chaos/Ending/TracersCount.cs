namespace Steadytrace.Chaos.Ending;

/// <summary>What a tracer itself says at the end, asked by others' tools.</summary>
/// <param name="Recorded">Events it recorded, those that it lost included; null where it does not count them.</param>
/// <param name="Lost">Events it had no room for; null where its own number cannot be true.</param>
internal sealed record TracersCount(long? Recorded, long? Lost);
