using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Remote.Serialization;
using Akka.Serialization;

namespace Steadytrace.Cluster.Wire;

/// <summary>Akka's serializer of its small messages, for those of them that nodes send each other.</summary>
/// <remarks>
/// Refused is what a stranger would like best: failures, whose exception Akka makes from any type that the sender names, by the constructor that deserialization uses; poison for any actor;
/// configuration; routers.
/// </remarks>
public sealed class GuardedMisc : SerializerWithStringManifest
{
    private const string Identify = "ID", Identity = "AID", Reference = "AR", Heartbeat = "RWHB", HeartbeatAnswer = "RWHR";

    private readonly MiscMessageSerializer _akkas;

    public GuardedMisc(ExtendedActorSystem system) : base(system) => _akkas = new MiscMessageSerializer(system);

    public override int Identifier => 16;

    public override string Manifest(object message) => _akkas.Manifest(message);

    public override byte[] ToBinary(object message) => _akkas.ToBinary(message);

    public override object FromBinary(byte[] bytes, string manifest) => manifest is Identify or Identity or Reference or Heartbeat or HeartbeatAnswer
        ? Nesting.Within(() => _akkas.FromBinary(bytes, manifest))
        : throw new SerializationException($"A message that is not on the allow-list (Akka's '{(manifest.Length > 40 ? manifest[..40] : manifest)}') is refused");
}
