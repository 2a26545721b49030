using Akka.Actor;

namespace Steadytrace.Cluster.Messages;

/// <summary>A part of this node to its node actor: ask me; inside its process.</summary>
public sealed record PartHere(NodePart Part, IActorRef Actor) : INoSerializationVerificationNeeded;

/// <summary>The parts that a node actor speaks for.</summary>
public enum NodePart
{
    Tracer,
    Pool,
    Aggregator,
}
