using System.Collections.Concurrent;
using System.Net;
using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parsing;
using Steadytrace.Cluster.Trust;
using Steadytrace.Metrics.Trust;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Testing;

namespace Steadytrace.Cluster.Tests.Trust;

/// <summary>A worker that fetches a chunk asks whom it talks to, before it shows the cluster's credential.</summary>
public sealed class ChunkTlsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly TestAuthority _fleet;
    private WebApplication? _server;

    public ChunkTlsTests() => _fleet = TestAuthority.Make(_folder["fleet"]);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Bytes_come_from_a_node_of_the_fleet()
    {
        using var fetched = Fetch(await ServeAsync(_fleet.Sign("127.0.0.1")));

        Assert.Equal("seven b", await File.ReadAllTextAsync(Path.Combine(fetched.Path, "cpu0")));
        Assert.Equal(["Bearer the token"], _asked);
    }

    [Theory]
    [InlineData("foreign", "partial|untrusted|PartialChain|UntrustedRoot|RemoteCertificateChainErrors")]
    [InlineData("expired", "NotTimeValid|RemoteCertificateChainErrors")]
    [InlineData("of another name", "RemoteCertificateNameMismatch")]
    public async Task A_certificate_that_is_not_the_nodes_gets_no_credential(string certificate, string reasons)
    {
        var address = await ServeAsync(certificate switch
        {
            "foreign" => TestAuthority.Make(_folder["stranger"]).Sign("127.0.0.1"),
            "expired" => _fleet.SignExpired("127.0.0.1"),
            _ => _fleet.Sign("elsewhere"),
        });

        var refusal = Assert.Throws<ChunkUnavailableException>(() => Fetch(address));

        Assert.Contains(reasons.Split('|'), reason => refusal.Message.Contains(reason, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("the token", refusal.ToString(), StringComparison.Ordinal);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task An_address_without_TLS_gets_no_credential()
    {
        var address = new UriBuilder(await ServeAsync(null)) { Scheme = "http" }.Uri;

        var refusal = Assert.Throws<ChunkUnavailableException>(() => Fetch(address));

        Assert.Contains("is without TLS", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_asked);
    }

    private async Task<Uri> ServeAsync((string Certificate, string Key)? files)
    {
        var port = FreePort.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            if (files is var (certificate, key)) listen.UseHttps(NodeCertificate.Read(certificate, key, Authority.Read(_fleet.File)).Certificate);
        }));
        _server = builder.Build();
        _server.MapGet("/{**path}", (HttpRequest request) =>
        {
            _asked.Enqueue(request.Headers.Authorization.ToString());
            return Results.Bytes("seven b"u8.ToArray());
        });
        await _server.StartAsync();
        return new Uri($"https://127.0.0.1:{port}/");
    }

    private FetchedChunk Fetch(Uri address)
    {
        using var fetcher = new ChunkFetcher(new PoolOptions { WorkDirectory = _folder["work"] }, new ClusterCredential("the token"), Authority.Read(_fleet.File));
        return fetcher.Fetch(new ChunkOffer(
            new ChunkId(new SourceId(new HostId("a"), "ftrace"), 1, 2), "local", "1min", 3, 4, 5, null, [new ChunkFile("cpu0", 7)], "elsewhere", _folder["no/such/spool/a/b/data"],
            address.AbsoluteUri, ActorRefs.Nobody), default);
    }
}
