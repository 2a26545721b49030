using Akka.Actor;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Cluster.Parsing;

/// <summary>Has a worker count a leased chunk; it tells the pool a <see cref="CountedChunk"/>.</summary>
public delegate void StartCounting(ChunkLeased lease, IActorRef pool, CancellationToken cancellation);
