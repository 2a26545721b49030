using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Steadytrace.Cluster.Tests.Hosting;
using Steadytrace.Cluster.Trust;
using Steadytrace.Metrics.Trust;
using Steadytrace.Testing;

namespace Steadytrace.Cluster.Tests.Trust;

/// <summary>Real nodes on loopback ports, with certificates as operators make them.</summary>
public sealed class MutualTlsTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(4);
    private readonly TemporaryFolder _folder = new();
    private readonly List<TestNode> _nodes = [];
    private readonly int[] _ports = FreePort.Several(2);
    private readonly TestAuthority _fleet;

    public MutualTlsTests() => _fleet = TestAuthority.Make(_folder["fleet"]);

    public Task InitializeAsync() => StartAsync("seed", _fleet.Sign("127.0.0.1"), _fleet);

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nodes_whose_certificates_the_fleets_authority_signed_are_one_cluster()
    {
        await StartAsync("second", _fleet.Sign("127.0.0.1"), _fleet);

        await Eventually.HoldsAsync(() => MembersOf(_nodes[0]) == 2 && MembersOf(_nodes[1]) == 2, "two members", Soon);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_kept_out()
    {
        var stranger = TestAuthority.Make(_folder["stranger"]);

        // It believes the fleet; the fleet does not believe it.
        await KeptOutAsync(() => StartAsync("stranger", stranger.Sign("127.0.0.1"), _fleet), "not signed by the authority");
    }

    [Fact]
    public async Task A_certificate_whose_time_is_over_is_kept_out() =>
        await KeptOutAsync(() => StartAsync("late", _fleet.SignExpired("127.0.0.1"), _fleet), "it is valid from");

    [Fact]
    public async Task A_node_does_not_join_a_fleet_of_another_authority()
    {
        var other = TestAuthority.Make(_folder["other"]);

        await KeptOutAsync(() => StartAsync("careful", other.Sign("127.0.0.1"), other), "not signed by the authority");
    }

    [Fact]
    public async Task A_node_does_not_join_through_one_whose_certificate_holds_another_name()
    {
        await _nodes[0].DisposeAsync();
        _nodes.Clear();
        await StartAsync("seed", _fleet.Sign("elsewhere"), _fleet);

        await KeptOutAsync(() => StartAsync("careful", _fleet.Sign("127.0.0.1"), _fleet), "does not hold the name by which it was called");
    }

    [Fact]
    public async Task A_node_without_TLS_is_kept_out() => await KeptOutAsync(() => StartAsync("plain", null, _fleet), "not an SSL/TLS record");

    [Fact]
    public async Task A_caller_who_shows_no_certificate_is_hung_up_on_while_one_of_the_fleet_may_still_speak()
    {
        var (certificate, key) = _fleet.Sign("127.0.0.1");
        await using var member = await CallAsync();
        await member.AuthenticateAsClientAsync(Showing(NodeCertificate.Read(certificate, key, Authority.Read(_fleet.File)).Certificate));
        // Whoever says nothing for long is hung up on as well: this one has been silent for longer.
        var hungUp = member.ReadAsync(new byte[1]).AsTask();
        await using var stranger = await CallAsync();

        await UntilHungUpAsync(stranger).WaitAsync(Soon);

        Assert.False(hungUp.IsCompleted);
    }

    private async Task<SslStream> CallAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _ports[0]);
        return new SslStream(new NetworkStream(socket, ownsSocket: true));
    }

    private SslClientAuthenticationOptions Showing(params X509Certificate2[] own) => new()
    {
        TargetHost = "127.0.0.1", CertificateChainPolicy = Authority.Read(_fleet.File).Policy(PeerPurpose.Server), ClientCertificates = new X509Certificate2Collection(own),
    };

    private async Task UntilHungUpAsync(SslStream caller)
    {
        try
        {
            // By TLS 1.3 the caller's part of it is over before the node has looked at what he shows.
            await caller.AuthenticateAsClientAsync(Showing());
            while (await caller.ReadAsync(new byte[1]) > 0)
            {
            }
        }
        catch (Exception hungUp) when (hungUp is IOException or AuthenticationException)
        {
            // The node said why, or closed without a word.
        }
    }

    private async Task StartAsync(string host, (string Certificate, string Key)? files, TestAuthority trusted) => _nodes.Add(await TestNode.StartAsync(
        host, NodeRoles.Aggregator, _ports[_nodes.Count], _ports[0],
        options => files is var (certificate, key) ? options with { Certificate = NodeCertificate.Read(certificate, key, Authority.Read(trusted.File)) } : options));

    /// <summary>Waits until its attempts to come in have failed, for the reason given, and looks that nobody has taken it in.</summary>
    private async Task KeptOutAsync(Func<Task> start, string reason)
    {
        var seed = new Ear(_nodes[0].System);
        await start();
        var joining = new Ear(_nodes[1].System);

        await Eventually.HoldsAsync(() => seed.Heard(reason) || joining.Heard(reason), reason, Soon);
        Assert.Equal((1, 0), (MembersOf(_nodes[0]), MembersOf(_nodes[1])));
    }

    private static int MembersOf(TestNode node) => Akka.Cluster.Cluster.Get(node.System).State.Members.Count;

    /// <summary>Hears what a node says of its connections.</summary>
    private sealed class Ear
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _told = new();

        public Ear(ActorSystem system)
        {
            var ear = system.ActorOf(Props.Create(() => new EarActor(this)));
            system.EventStream.Subscribe(ear, typeof(Akka.Event.Warning));
            system.EventStream.Subscribe(ear, typeof(Akka.Event.Error));
        }

        public bool Heard(string text) => _told.Any(said => said.Contains(text, StringComparison.Ordinal));

        private sealed class EarActor : ReceiveActor
        {
            public EarActor(Ear ear) => Receive<Akka.Event.LogEvent>(entry => ear._told.Enqueue($"{entry.Message} {entry.Cause}"));
        }
    }
}
