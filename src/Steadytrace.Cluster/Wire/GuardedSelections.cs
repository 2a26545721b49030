using Akka.Actor;
using Akka.Remote.Serialization;

namespace Steadytrace.Cluster.Wire;

/// <summary>Akka's serializer of messages to a path, which carry another message; within <see cref="Nesting"/>.</summary>
public sealed class GuardedSelections : Akka.Serialization.Serializer
{
    private readonly MessageContainerSerializer _akkas;

    public GuardedSelections(ExtendedActorSystem system) : base(system) => _akkas = new MessageContainerSerializer(system);

    public override int Identifier => 6;

    public override bool IncludeManifest => _akkas.IncludeManifest;

    public override byte[] ToBinary(object message) => _akkas.ToBinary(message);

    public override object FromBinary(byte[] bytes, Type type) => Nesting.Within(() => _akkas.FromBinary(bytes, type));
}
