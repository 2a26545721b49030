using Akka.Actor;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>To a simulated source: a chunk of it is decided.</summary>
/// <param name="Decided">The verdict, its tally empty.</param>
/// <param name="Tally">The tally, encoded.</param>
/// <param name="Round">Is told when the interval that the chunk completes is published; null where it completes none.</param>
internal sealed record SimulatedChunk(DecidedChunk Decided, byte[] Tally, SimulatedRound? Round) : INoSerializationVerificationNeeded;
