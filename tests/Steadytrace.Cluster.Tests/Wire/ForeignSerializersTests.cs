using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Steadytrace.Cluster.Tests.Hosting;
using Steadytrace.Testing;

namespace Steadytrace.Cluster.Tests.Wire;

/// <summary>A system of Akka's own making, with all serializers that Akka brings, talks to a node of ours.</summary>
public sealed class ForeignSerializersTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(4);
    private readonly int[] _ports = FreePort.Several(2);
    private readonly ConcurrentQueue<object> _heard = new();
    private readonly ConcurrentQueue<string> _refusals = new();
    private TestNode _node = null!;
    private ActorSystem _stranger = null!;

    public async Task InitializeAsync()
    {
        _node = await TestNode.StartAsync("victim", NodeRoles.Aggregator, _ports[0], _ports[0]);
        var ear = _node.System.ActorOf(Props.Create(() => new Hearing(_heard, _refusals)), "ear");
        _node.System.EventStream.Subscribe(ear, typeof(Akka.Event.Error));
        _node.System.EventStream.Subscribe(ear, typeof(Akka.Event.Warning));
        _stranger = ActorSystem.Create("stranger", ConfigurationFactory.ParseString($$"""
            akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = cluster, remote.dot-netty.tcp { hostname = "127.0.0.1", port = {{_ports[1]}} } }
            """));
    }

    public async Task DisposeAsync()
    {
        await _stranger.Terminate();
        await _node.DisposeAsync();
    }

    /// <summary>Serializer 1, JSON with type names, is what Akka uses for any object.</summary>
    [Fact]
    public async Task An_object_as_JSON_with_its_types_name_is_refused_and_no_such_object_is_made()
    {
        await RefusedAsync(new Gadget { Ran = true });

        Assert.Equal(0, Gadget.Made);
    }

    /// <summary>Serializer 2 finds a Protobuf class by the name that the sender gives.</summary>
    [Fact]
    public Task A_protobuf_message_is_refused() => RefusedAsync(new Google.Protobuf.WellKnownTypes.StringValue { Value = "x" });

    /// <summary>Akka makes the exception of a failure from any type that the sender names, by the constructor that deserialization uses.</summary>
    [Fact]
    public async Task A_failure_with_an_exception_of_the_senders_choice_is_refused_and_no_such_exception_is_made()
    {
        await RefusedAsync(new Status.Failure(new UninvitedException()));

        Assert.Equal(0, UninvitedException.Made);
    }

    [Fact]
    public async Task Poison_from_elsewhere_ends_no_actor()
    {
        await RefusedAsync(PoisonPill.Instance);
        await RefusedAsync(Kill.Instance, after: "another one");
    }

    [Fact]
    public async Task A_message_in_a_message_in_a_message_does_not_fill_the_stack()
    {
        object nested = "the innermost";
        for (var level = 0; level < 200; level++) nested = new ActorSelectionMessage(nested, [new SelectParent()]);

        await RefusedAsync(nested, reason: "in one another");
    }

    /// <summary>Serializer 5 reads what is inside a router by the serializer that the sender names: itself, as often as the frame has room for.</summary>
    [Fact]
    public Task A_router_in_a_router_does_not_fill_the_stack() =>
        RefusedAsync(new Akka.Cluster.Routing.ClusterRouterPool(new Akka.Routing.RoundRobinPool(1), new Akka.Cluster.Routing.ClusterRouterPoolSettings(1, 1, allowLocalRoutees: false)), reason: "Akka's 'ClusterRouterPool'");

    /// <summary>A serializer that a newer Akka brings is looked at by a person first.</summary>
    [Fact]
    public void No_serializer_reads_what_comes_in_that_nobody_has_looked_at()
    {
        var present = Enumerable.Range(0, 5_000).Where(id => Record.Exception(() => _node.System.Serialization.Deserialize([], id, "")) is not { } refusal || !refusal.Message.Contains("Cannot find serializer", StringComparison.Ordinal));

        // 0 is for null, 4 for bytes, 14 for the singletons' four words, 17 for strings and numbers: none reads anything inside.
        Assert.Equal("0 1 2 3 4 5 6 14 16 17 22 30 36 4711", string.Join(' ', present));
        int[] refused = [1, 2, 3, 30, 36];
        Assert.All(refused, id => Assert.Contains(
            "allow-list", Assert.Throws<SerializationException>(() => _node.System.Serialization.Deserialize([], id, typeof(string).AssemblyQualifiedName!)).Message, StringComparison.Ordinal));
    }

    /// <summary>Serializer 3 carries orders to start an actor of any class, with any arguments.</summary>
    [Fact]
    public async Task An_actor_of_a_strangers_choice_is_not_started()
    {
        var scope = new Deploy(new RemoteScope(new Address("akka.tcp", "steadytrace", "127.0.0.1", _ports[0])));

        var deployed = _stranger.ActorOf(Props.Create(() => new Uninvited()).WithDeploy(scope), "uninvited");
        deployed.Tell("are you there?");

        await Eventually.HoldsAsync(() => _refusals.Any(refusal => refusal.Contains("allow-list", StringComparison.Ordinal)), "a refusal", Soon);
        Assert.Equal(0, Uninvited.Started);
    }

    private async Task RefusedAsync(object sent, string after = "the next one", string reason = "allow-list")
    {
        var ear = _stranger.ActorSelection($"akka.tcp://steadytrace@127.0.0.1:{_ports[0]}/user/ear");
        ear.Tell(sent);
        ear.Tell(after);

        // In order: when the second is there, the first is not coming any more.
        await Eventually.HoldsAsync(() => _heard.Contains(after), "the message after it", Soon);
        Assert.All(_heard, heard => Assert.IsType<string>(heard));
        await Eventually.HoldsAsync(() => _refusals.Any(refusal => refusal.Contains(reason, StringComparison.Ordinal)), "a refusal in the log", Soon);
    }

    public sealed class Gadget
    {
        public static int Made { get; private set; }

        public bool Ran
        {
            get;
            set
            {
                // Set by the sender too: what is made at the other end counts, and both ends are this process.
                field = value;
                Made = Environment.StackTrace.Contains("Newtonsoft", StringComparison.Ordinal) && Environment.StackTrace.Contains("Deserial", StringComparison.Ordinal) ? Made + 1 : Made;
            }
        }
    }

    public sealed class UninvitedException : Exception
    {
        private static int _made;

        public UninvitedException() : base("sent")
        {
        }

        [Obsolete("What deserialization uses.")]
        public UninvitedException(System.Runtime.Serialization.SerializationInfo info, System.Runtime.Serialization.StreamingContext context) : base(info, context) => Interlocked.Increment(ref _made);

        public static int Made => Volatile.Read(ref _made);
    }

    private sealed class Uninvited : ReceiveActor
    {
        private static int _started;

        public Uninvited()
        {
            Interlocked.Increment(ref _started);
            ReceiveAny(_ => { });
        }

        public static int Started => Volatile.Read(ref _started);
    }

    private sealed class Hearing : ReceiveActor
    {
        public Hearing(ConcurrentQueue<object> heard, ConcurrentQueue<string> refusals)
        {
            Receive<Akka.Event.LogEvent>(entry => refusals.Enqueue($"{entry.Message} {entry.Cause}"));
            ReceiveAny(heard.Enqueue);
        }
    }
}
