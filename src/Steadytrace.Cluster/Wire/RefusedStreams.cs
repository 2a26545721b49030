using Akka.Actor;

namespace Steadytrace.Cluster.Wire;

/// <summary>In the place of Akka's serializer for references to streams, which are not used here, and of which one can carry another, as deep as a frame has room.</summary>
/// <param name="system">The system.</param>
public sealed class RefusedStreams(ExtendedActorSystem system) : RefusingSerializer(system, 30);
