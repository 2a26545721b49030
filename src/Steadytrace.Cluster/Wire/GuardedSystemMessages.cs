using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote.Serialization;

namespace Steadytrace.Cluster.Wire;

/// <summary>Akka's serializer of an actor's life, for what nodes tell each other of it: that one watches, and that the other has ended.</summary>
/// <remarks>Nobody has a child on another node, so nobody is told from there to fail, to suspend or to end; and failures would bring exceptions of any type that the sender names.</remarks>
public sealed class GuardedSystemMessages : Akka.Serialization.Serializer
{
    private readonly SystemMessageSerializer _akkas;

    public GuardedSystemMessages(ExtendedActorSystem system) : base(system) => _akkas = new SystemMessageSerializer(system);

    public override int Identifier => 22;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object message) => _akkas.ToBinary(message);

    public override object FromBinary(byte[] bytes, Type type) => type == typeof(Watch) || type == typeof(Unwatch) || type == typeof(DeathWatchNotification)
        ? _akkas.FromBinary(bytes, type)
        : throw new SerializationException($"A message that is not on the allow-list ({type}) is refused");
}
