using Steadytrace.Cluster.Messages;

namespace Steadytrace.Cluster.Dispatch;

/// <summary>A chunk that a pool counts, until a time.</summary>
/// <param name="Number">Counts up; a pool's late word on an older lease of the same chunk changes nothing.</param>
/// <param name="Until">Monotonic.</param>
public sealed record Lease(long Number, ChunkOffer Offer, PoolId Pool, TimeSpan Until);
