using Akka.Actor;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Following;

namespace Steadytrace.Cluster.Live;

/// <summary>Cycle to the live part of its source, inside a process: a chunk is recorded into from now on.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Recorder">Who records it, to be asked to hand on what it holds.</param>
/// <param name="Growing">Where it grows.</param>
public sealed record LiveChunkBegan(ChunkReady Chunk, IRecorder Recorder, Func<IReadOnlyList<GrowingPlace>> Growing) : INoSerializationVerificationNeeded;

/// <summary>Cycle to the live part of its source, inside a process: a chunk is closed.</summary>
/// <param name="Twin">Its files, for the listener to remove; null while nobody watches, and where there can be none.</param>
public sealed record LiveChunkClosed(ChunkId Id, ChunkCut Cut, ChunkTwin? Twin) : INoSerializationVerificationNeeded;
