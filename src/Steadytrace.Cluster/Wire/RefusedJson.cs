using Akka.Actor;
using Akka.Configuration;

namespace Steadytrace.Cluster.Wire;

/// <summary>In the place of Akka's serializer for every object, which writes JSON with type names.</summary>
/// <param name="system">The system.</param>
/// <param name="settings">The settings that Akka has for its JSON serializer; none of them matters.</param>
public sealed class RefusedJson(ExtendedActorSystem system, Config settings) : RefusingSerializer(system, 1)
{
    public Config Settings { get; } = settings;
}
