using Akka.Actor;

namespace Steadytrace.Cluster.Wire;

/// <summary>In the place of Akka's serializer for other people's Protobuf messages, which finds their type by the name that a sender gives. Akka's own messages have serializers of theirs.</summary>
/// <param name="system">The system.</param>
public sealed class RefusedProtobuf(ExtendedActorSystem system) : RefusingSerializer(system, 2);
