using System.Security.Cryptography.X509Certificates;
using Steadytrace.Metrics.RabbitMq;
using Steadytrace.Metrics.Trust;
using Steadytrace.Testing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Metrics.Tests.RabbitMq;

/// <summary>A real broker that listens for TLS alone, and wants to see a certificate.</summary>
public sealed class BrokerTlsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _fleet;
    private RabbitMqServer? _broker;

    public BrokerTlsTests() => _fleet = TestAuthority.Make(_folder["fleet"]);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>One broker for all: it takes long to boot.</summary>
    [Fact]
    public async Task Metrics_go_by_TLS_to_a_broker_that_the_authority_signed_and_to_no_other()
    {
        _broker = await RabbitMqServer.StartSecureAsync(_fleet.Sign("127.0.0.1"), _fleet.File);
        var good = new RabbitMqOptions { Uri = _broker.Uri, RequiredQueues = ["tls"], Authority = Authority.Read(_fleet.File), Certificate = Own(_fleet.Sign("publisher")) };

        await using (var publisher = new RabbitMqPublisher(good, "ams"))
        {
            await publisher.ConnectAsync(default);
            await publisher.PublishAsync(Batches.Of("ams", 10), default);
        }

        Assert.Contains("tls\t1", await _broker.ControlAsync("list_queues", "name", "messages"), StringComparison.Ordinal);

        var stranger = TestAuthority.Make(_folder["stranger"]);
        await RefusedAsync(good with { Authority = Authority.Read(stranger.File) }, "it is not signed by the authority");
        // This machine's own list has not heard of the fleet's authority.
        await RefusedAsync(good with { Authority = null }, "is not trusted by this machine");
        // The same machine by another name: the client by itself would not mind.
        await RefusedAsync(good with { Uri = new UriBuilder(_broker.Uri) { Host = "localhost" }.Uri }, "does not hold the name localhost");
        await using (var named = new RabbitMqPublisher(good with { Uri = new UriBuilder(_broker.Uri) { Host = "localhost" }.Uri, TlsServerName = "127.0.0.1" }, "ams2"))
            await named.ConnectAsync(default);

        // What the broker does not believe.
        await RefusedAsync(good with { Certificate = null }, "");
        await RefusedAsync(good with { Certificate = Own(stranger.Sign("publisher")) }, "");
    }

    [Fact]
    public async Task A_broker_whose_certificate_is_too_old_gets_no_password()
    {
        _broker = await RabbitMqServer.StartSecureAsync(_fleet.SignExpired("127.0.0.1"), _fleet.File);

        await RefusedAsync(
            new RabbitMqOptions { Uri = _broker.Uri, RequiredQueues = ["tls"], Authority = Authority.Read(_fleet.File), Certificate = Own(_fleet.Sign("publisher")) }, "it is valid from");
    }

    private static X509Certificate2 Own((string Certificate, string Key) files) => X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);

    private static async Task RefusedAsync(RabbitMqOptions options, string reason)
    {
        await using var publisher = new RabbitMqPublisher(options, "refused");

        var refusal = await Assert.ThrowsAsync<PublishException>(() => publisher.ConnectAsync(default));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("guest:guest", refusal.ToString(), StringComparison.Ordinal);
    }
}
