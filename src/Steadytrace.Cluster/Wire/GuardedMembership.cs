using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Cluster.Serialization;
using Akka.Serialization;

namespace Steadytrace.Cluster.Wire;

/// <summary>Akka's serializer of membership, without its one message that is none: a router, which carries another message, and that another, each read inside the one before.</summary>
/// <remarks>One frame of nothing but routers in routers would fill the stack, which ends the process. Nobody here sends any.</remarks>
public sealed class GuardedMembership : SerializerWithStringManifest
{
    private const string Router = "ClusterRouterPool";

    private readonly ClusterMessageSerializer _akkas;

    public GuardedMembership(ExtendedActorSystem system) : base(system) => _akkas = new ClusterMessageSerializer(system);

    public override int Identifier => 5;

    public override string Manifest(object message) => _akkas.Manifest(message);

    public override byte[] ToBinary(object message) => _akkas.ToBinary(message);

    public override object FromBinary(byte[] bytes, string manifest) => manifest.Contains(Router, StringComparison.Ordinal)
        ? throw new SerializationException($"A message that is not on the allow-list (Akka's '{Router}') is refused")
        : _akkas.FromBinary(bytes, manifest);
}
