using Akka.Actor;

namespace Steadytrace.Cluster.Parsing;

/// <summary>The node stops: give leases back, take no more. Answered by <see cref="PoolDrained"/>; inside its process.</summary>
public sealed class DrainPool : INoSerializationVerificationNeeded
{
    public static readonly DrainPool Instance = new();
}

/// <summary>No lease is held any more but those whose tallies are under way.</summary>
public sealed class PoolDrained : INoSerializationVerificationNeeded
{
    public static readonly PoolDrained Instance = new();
}
