using Akka.Actor;

namespace Steadytrace.Cluster.Wire;

/// <summary>Stands where Akka keeps its serializer for everything else (JSON with type names): nothing goes out by it, nothing comes in.</summary>
public sealed class RefusingSerializer(ExtendedActorSystem system) : Akka.Serialization.Serializer(system)
{
    /// <summary>The number of the JSON serializer that it replaces: what still arrives under it is refused, not read.</summary>
    public override int Identifier => 1;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object message) =>
        throw new System.Runtime.Serialization.SerializationException($"{message.GetType()} is not on the allow-list of messages; it is not sent");

    public override object FromBinary(byte[] bytes, Type type) =>
        throw new System.Runtime.Serialization.SerializationException($"A message that is not on the allow-list ({type}) is refused");
}
