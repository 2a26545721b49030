using System.Runtime.Serialization;
using Akka.Actor;
using Hyperion;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Cluster.Wire;

/// <summary>Carries <see cref="IClusterMessage"/>s by Hyperion, and refuses every type that is not one or part of one.</summary>
/// <remarks>For the wire only, never for the disk: its bytes depend on the release.</remarks>
public sealed class MessageSerializer : Akka.Serialization.Serializer
{
    /// <summary>This serializer's number on the wire; never reused.</summary>
    public const int Number = 4711;

    private static readonly HashSet<Type> Listed = [.. AllowedTypes.All];
    private readonly Serializer _hyperion;

    public MessageSerializer(ExtendedActorSystem system) : base(system)
    {
        var actorRefs = Surrogate.Create<IActorRef, ActorPathOnWire>(
            actor => new ActorPathOnWire(Akka.Serialization.Serialization.SerializedActorPath(actor)),
            path => system.Provider.ResolveActorRef(path.Path));
        _hyperion = new Serializer(new SerializerOptions(
            versionTolerance: false,
            preserveObjectReferences: false,
            surrogates: [actorRefs],
            serializerFactories: [new TolerantRecords(IsRecord)],
            knownTypes: [],
            ignoreISerializable: true,
            packageNameOverrides: [],
            disallowUnsafeTypes: true,
            typeFilter: new AllowList([.. AllowedTypes.All, typeof(ActorPathOnWire)])));
    }

    /// <summary>Our own records; arrays, enums and what the runtime has are written as Hyperion does.</summary>
    internal static bool IsRecord(Type type) => type is { IsArray: false, IsEnum: false } && type != typeof(DateTimeOffset) && Listed.Contains(type);

    public override int Identifier => Number;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object message)
    {
        if (message is not IClusterMessage) throw new ArgumentException($"{message.GetType()} is no cluster message", nameof(message));
        using var bytes = new MemoryStream();
        _hyperion.Serialize(message, bytes);
        return bytes.Length <= MessageLimits.MaxBytes ? bytes.ToArray() : throw new SerializationException($"{message.GetType()} has {bytes.Length} bytes, more than {MessageLimits.MaxBytes}; it is not sent");
    }

    public override object FromBinary(byte[] bytes, Type type)
    {
        WireCheck.Pass(bytes);
        using var stream = new MemoryStream(bytes, writable: false);
        return _hyperion.Deserialize<object>(stream) as IClusterMessage ?? throw new InvalidDataException("the bytes hold no cluster message");
    }
}

/// <summary>An actor's reference as text.</summary>
public sealed record ActorPathOnWire(string Path);
