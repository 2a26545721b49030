using Akka.Actor;

namespace Steadytrace.Cluster.Messages;

/// <summary>The singleton manager's word to a singleton that moves to another node: finish, and stop. Never crosses a wire.</summary>
public sealed class HandOver : INoSerializationVerificationNeeded
{
    public static readonly HandOver Instance = new();
}
