using Akka.Actor;
using Akka.Configuration;

namespace Steadytrace.Cluster.Wire;

/// <summary>Stands where Akka keeps its serializer for everything else (JSON with type names): nothing goes out by it, nothing comes in.</summary>
public sealed class RefusingSerializer : Akka.Serialization.Serializer
{
    /// <summary>Akka has settings for the serializer of this place, and passes them.</summary>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : base(system) => _ = settings;

    /// <summary>The number of the JSON serializer that it replaces: what still arrives under it is refused, not read.</summary>
    public override int Identifier => 1;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object message) =>
        throw new System.Runtime.Serialization.SerializationException($"{message.GetType()} is not on the allow-list of messages; it is not sent");

    public override object FromBinary(byte[] bytes, Type type) =>
        throw new System.Runtime.Serialization.SerializationException($"A message that is not on the allow-list ({type}) is refused");
}
