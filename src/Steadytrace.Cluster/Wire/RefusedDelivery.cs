using Akka.Actor;

namespace Steadytrace.Cluster.Wire;

/// <summary>In the place of Akka's serializer for reliable delivery, which is not used here and carries other messages inside.</summary>
/// <param name="system">The system.</param>
public sealed class RefusedDelivery(ExtendedActorSystem system) : RefusingSerializer(system, 36);
