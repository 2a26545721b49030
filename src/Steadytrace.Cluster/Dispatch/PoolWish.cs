using Akka.Actor;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Cluster.Dispatch;

/// <summary>A pool that waits for chunks.</summary>
/// <param name="Pool">Which.</param>
/// <param name="Actor">Who gets the leases.</param>
/// <param name="Credits">Its free workers.</param>
/// <param name="IsElsewhere">It is of another datacenter, and helps out.</param>
/// <param name="BytesPerSecond">What one of its workers counts in a second, as measured; 0 before the first.</param>
public sealed record PoolWish(PoolId Pool, IActorRef Actor, int Credits, bool IsElsewhere, long BytesPerSecond);
