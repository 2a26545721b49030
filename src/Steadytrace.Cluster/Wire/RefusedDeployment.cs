using Akka.Actor;

namespace Steadytrace.Cluster.Wire;

/// <summary>In the place of Akka's serializer for orders to start an actor of any class: nobody deploys actors on another node.</summary>
/// <param name="system">The system.</param>
public sealed class RefusedDeployment(ExtendedActorSystem system) : RefusingSerializer(system, 3);
