using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Wire;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tests.Wire;

/// <summary>Nodes of two releases in one cluster, as in a rolling upgrade.</summary>
public sealed class MixedReleaseTests : IAsyncLifetime
{
    private const string Messages = "Steadytrace.Cluster.Messages.";
    private static readonly PoolId Pool = new("lyon-1:9471", new HostId("lyon-1"), 7);
    private readonly ExtendedActorSystem _system = (ExtendedActorSystem)ActorSystem.Create("mixed", ConfigurationFactory.ParseString("akka.loglevel = ERROR"));
    private readonly OtherRelease _other = new();
    private readonly MessageSerializer _serializer;

    public MixedReleaseTests() => _serializer = new MessageSerializer(_system);

    [Fact]
    public void A_field_that_this_release_does_not_know_is_ignored()
    {
        var bytes = _other.Write(
            Messages + nameof(WorkWanted), ("Pool", Pool), ("Credits", 3), ("BytesPerSecond", 5L), ("IsElsewhere", true), ("Mood", "good"), ("Colour", 12));

        Assert.Equal(new WorkWanted(Pool, 3) { BytesPerSecond = 5, IsElsewhere = true }, _serializer.FromBinary(bytes, typeof(object)));
    }

    [Fact]
    public void A_field_of_many_values_in_the_middle_that_this_release_does_not_know_is_ignored()
    {
        var bytes = _other.Write(Messages + nameof(WorkWanted), ("Alarms", new[] { 1L, 2, 3 }), ("Pool", Pool), ("Moods", new[] { "good", "bad" }), ("Credits", 3));

        Assert.Equal(new WorkWanted(Pool, 3), _serializer.FromBinary(bytes, typeof(object)));
    }

    [Fact]
    public void A_field_that_the_other_release_does_not_have_is_at_its_default()
    {
        var bytes = _other.Write(Messages + nameof(WorkWanted), ("Pool", Pool), ("Credits", 3));

        Assert.Equal(new WorkWanted(Pool, 3), _serializer.FromBinary(bytes, typeof(object)));
    }

    [Fact]
    public void A_text_or_a_list_that_the_other_release_does_not_send_is_empty_and_not_missing()
    {
        var bytes = _other.Write(Messages + nameof(NodeReport), ("Node", "lyon-1:9471"));

        var report = (NodeReport)_serializer.FromBinary(bytes, typeof(object));

        Assert.Equal(("lyon-1:9471", ""), (report.Node, report.Version));
        Assert.Empty(report.Failures);
        Assert.Null(report.Pool);
    }

    [Fact]
    public void A_field_that_has_another_type_is_refused()
    {
        var bytes = _other.Write(Messages + nameof(WorkWanted), ("Pool", "lyon-1"), ("Credits", 3));

        Assert.ThrowsAny<Exception>(() => _serializer.FromBinary(bytes, typeof(object)));
    }

    [Fact]
    public void A_message_that_this_release_does_not_know_is_refused_by_its_name()
    {
        var bytes = _other.Write(Messages + "MoodTold", ("Mood", "good"));

        var refused = Assert.ThrowsAny<Exception>(() => _serializer.FromBinary(bytes, typeof(object)));

        Assert.Contains("MoodTold", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_logs_a_message_that_it_does_not_know_and_hears_the_next_one()
    {
        using var here = ActorSystem.Create("here", Remoting("Steadytrace.Cluster.Wire.MessageSerializer, Steadytrace.Cluster"));
        using var newer = ActorSystem.Create("newer", Remoting(typeof(NewerSerializer).AssemblyQualifiedName!));
        try
        {
            var (heard, logged) = (new BlockingCollection<object>(), new BlockingCollection<string>());
            var part = here.ActorOf(Props.Create(() => new Listening(heard)), "part");
            var log = here.ActorOf(Props.Create(() => new Listening(logged)));
            here.EventStream.Subscribe(log, typeof(Error));
            here.EventStream.Subscribe(log, typeof(Warning));
            var address = ((ExtendedActorSystem)here).Provider.DefaultAddress;
            var remote = await newer.ActorSelection(new RootActorPath(address) / "user" / "part").ResolveOne(TimeSpan.FromSeconds(30));

            remote.Tell(new Unknown("MoodTold"));
            remote.Tell(new Unknown(nameof(WorkWanted)));

            Assert.True(heard.TryTake(out var message, TimeSpan.FromSeconds(30)));
            Assert.Equal(new WorkWanted(Pool, 3), message);
            Assert.Contains(logged.GetConsumingEnumerable(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token), line => line.Contains("MoodTold", StringComparison.Ordinal));
            Assert.NotNull(part);
        }
        finally
        {
            await newer.Terminate();
            await here.Terminate();
        }
    }

    private static Config Remoting(string serializer) => ConfigurationFactory.ParseString($$"""
        akka.loglevel = WARNING
        akka.stdout-loglevel = OFF
        akka.loggers = []
        akka.actor {
          provider = remote
          serializers.steadytrace = "{{serializer}}"
          serialization-bindings {
            "Steadytrace.Cluster.Messages.IClusterMessage, Steadytrace.Cluster" = steadytrace
            "{{typeof(Unknown).AssemblyQualifiedName}}" = steadytrace
          }
        }
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        """);

    /// <summary>A message of the newer release, as it stands in its own process.</summary>
    public sealed record Unknown(string Type);

    /// <summary>Writes as the newer release does, under the same number.</summary>
    public sealed class NewerSerializer(ExtendedActorSystem system) : Akka.Serialization.Serializer(system)
    {
        public override int Identifier => MessageSerializer.Number;

        public override bool IncludeManifest => false;

        public override byte[] ToBinary(object message)
        {
            var type = ((Unknown)message).Type;
            return type == nameof(WorkWanted)
                ? new OtherRelease().Write(Messages + type, ("Pool", Pool), ("Credits", 3), ("Mood", "good"))
                : new OtherRelease().Write(Messages + type, ("Mood", "good"));
        }

        public override object FromBinary(byte[] bytes, Type type) => throw new NotSupportedException();
    }

    private sealed class Listening : ReceiveActor
    {
        public Listening(BlockingCollection<object> heard) => ReceiveAny(message => heard.Add(message));

        public Listening(BlockingCollection<string> logged) => ReceiveAny(message => logged.Add($"{message} {(message as Error)?.Cause} {(message as Warning)?.Cause}"));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();
}
