using Akka.Actor;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Parsing;

/// <summary>A chunk that the pool's former process was counting when it died.</summary>
/// <param name="Id">The chunk.</param>
/// <param name="Datacenter">Its datacenter.</param>
/// <param name="Tracer">Who counts its tries.</param>
/// <param name="Attempt">The try's number, as in <see cref="Messages.ChunkCounted"/>.</param>
public sealed record DeathOfWorker(ChunkId Id, string Datacenter, IActorRef Tracer, long Attempt);
