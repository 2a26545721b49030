using System.Runtime.Serialization;
using Akka.Actor;

namespace Steadytrace.Cluster.Wire;

/// <summary>Stands where Akka keeps a serializer that can bring any type to life by its name: nothing goes out by it, nothing comes in.</summary>
/// <param name="system">The system.</param>
/// <param name="number">The number of the serializer that it replaces: what still arrives under it is refused, not read.</param>
public abstract class RefusingSerializer(ExtendedActorSystem system, int number) : Akka.Serialization.Serializer(system)
{
    public override int Identifier => number;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object message) =>
        throw new SerializationException($"{message.GetType()} is not on the allow-list of messages; it is not sent");

    public override object FromBinary(byte[] bytes, Type type) =>
        throw new SerializationException($"A message that is not on the allow-list ({type}) is refused");
}
