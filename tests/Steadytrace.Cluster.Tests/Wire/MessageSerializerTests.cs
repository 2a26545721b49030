using Akka.Actor;
using Akka.Configuration;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Wire;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces;

namespace Steadytrace.Cluster.Tests.Wire;

public sealed class MessageSerializerTests : IAsyncLifetime
{
    private readonly ExtendedActorSystem _system = (ExtendedActorSystem)ActorSystem.Create("wire", ConfigurationFactory.ParseString("akka.loglevel = ERROR"));
    private readonly MessageSerializer _serializer;

    public MessageSerializerTests() => _serializer = new MessageSerializer(_system);

    public static TheoryData<string> MessageTypes =>
        [.. typeof(IClusterMessage).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IClusterMessage)) && !type.IsInterface).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(MessageTypes))]
    public void Every_message_makes_the_round_trip(string type)
    {
        var message = Samples.Of(typeof(IClusterMessage).Assembly.GetType(type)!, _system.DeadLetters);

        var back = _serializer.FromBinary(_serializer.ToBinary(message), typeof(object));

        Assert.Equal(Samples.AsText(message), Samples.AsText(back));
    }

    [Fact]
    public void An_actor_keeps_its_address()
    {
        var actor = _system.ActorOf(Props.Empty, "tracer");
        var offer = new ChunkOffer(new ChunkId(new SourceId(new HostId("a"), "ftrace"), 1, 2), "test", "1min", 3, 4, 5, [new StreamTail("cpu0", 6, null)],
            [new ChunkFile("cpu0.pages", 7)], "spool", "/data", "http://127.0.0.1/", actor);

        var back = (OfferChunk)_serializer.FromBinary(_serializer.ToBinary(new OfferChunk(offer)), typeof(object));

        Assert.Equal(actor, back.Offer.Tracer);
        Assert.Equal(7, back.Offer.Bytes);
    }

    [Fact]
    public void A_type_that_is_no_message_is_not_written()
    {
        Assert.ThrowsAny<Exception>(() => _serializer.ToBinary("text"));
        Assert.ThrowsAny<Exception>(() => _serializer.ToBinary(new FileInfo("x")));
    }

    [Theory]
    [InlineData(typeof(FileInfo))]
    [InlineData(typeof(System.Diagnostics.ProcessStartInfo))]
    [InlineData(typeof(System.Collections.Hashtable))]
    [InlineData(typeof(Uri))]
    public void A_type_that_is_not_on_the_list_is_not_read(Type type)
    {
        // What a sender without our list could put on the wire.
        using var bytes = new MemoryStream();
        var sender = new Hyperion.Serializer(new Hyperion.SerializerOptions(
            versionTolerance: true, preserveObjectReferences: false, surrogates: [], serializerFactories: [], knownTypes: [], ignoreISerializable: true,
            packageNameOverrides: [], disallowUnsafeTypes: false, typeFilter: Hyperion.DisabledTypeFilter.Instance));
        sender.Serialize(System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type), bytes);

        Assert.ThrowsAny<Exception>(() => _serializer.FromBinary(bytes.ToArray(), typeof(object)));
    }

    [Fact]
    public void The_list_holds_messages_and_their_parts_and_nothing_of_the_runtime()
    {
        Assert.All(
            AllowedTypes.All.Where(type => !type.IsArray),
            type => Assert.True(type == typeof(DateTimeOffset) || type.Assembly.GetName().Name!.StartsWith("Steadytrace.", StringComparison.Ordinal), type.FullName));
        Assert.Contains(typeof(FailureView[]), AllowedTypes.All);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();
}
