using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Steadytrace.Benchmarks.Reading;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Cluster;
using Steadytrace.Cluster.Hosting;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parsing;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Cluster.Trust;
using Steadytrace.Metrics.Trust;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Testing;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>A chunk's bytes from a tracer's node to a worker of another, against a bare copy of the same file by HttpClient from Kestrel. Both write a file.</summary>
internal sealed class FetchSpeed(BenchOptions options) : IMeasure
{
    private const string Token = "a secret of this benchmark", File = "cpu0.pages";
    private const int Bytes = 512 << 20, Rounds = 5;
    private const double Aim = 0.7;

    public string Name => "fetch";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Work, "fetch")).FullName;
        try
        {
            var fleet = TestAuthority.Make(Path.Combine(folder, "fleet"));
            var (certificate, key) = fleet.Sign("127.0.0.1");
            return
            [
                await MeasureAsync(folder, null, "chunk bytes to another node's worker, against a bare copy by HttpClient from Kestrel"),
                await MeasureAsync(folder, NodeCertificate.Read(certificate, key, Authority.Read(fleet.File)), "the same, both with the fleet's TLS"),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Measurement> MeasureAsync(string folder, NodeCertificate? certificate, string measure)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, certificate is null ? "plain" : "tls")).FullName;
        var (ours, bare) = await TimeAsync(own, certificate);
        return new Measurement(measure, Figure.BytesPerSecond(Bytes, ours), Figure.BytesPerSecond(Bytes, bare), bare / ours, Aim);
    }

    private static async Task<(double Ours, double Bare)> TimeAsync(string folder, NodeCertificate? certificate)
    {
        var id = new ChunkId(new SourceId(new HostId("traced"), "ftrace"), 1, 1);
        var data = Directory.CreateDirectory(Path.Combine(folder, "spool", "ftrace", "1", "1", "data")).FullName;
        var path = Path.Combine(data, File);
        await WriteAsync(path);
        var address = new UriBuilder(certificate is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps, "127.0.0.1", FreePort.Next()).Uri;
        var node = new NodeOptions
        {
            Host = id.Source.Host, Datacenter = "bench", Roles = [NodeRoles.Tracer], HttpAddress = address, ClusterToken = Token, Certificate = certificate,
            Tracer = new TracerOptions { SpoolDirectory = Path.Combine(folder, "spool") },
        };
        await using var server = await StartAsync(node, path);
        // Another machine's worker: it has the spool's path, and finds another spool there, or none.
        using var fetcher = new ChunkFetcher(new PoolOptions { WorkDirectory = Path.Combine(folder, "work") }, Token, certificate?.Authority);
        var offer = new ChunkOffer(id, "bench", "1min", 0, 1, 0, null, [new ChunkFile(File, Bytes)], "another spool", "/nowhere/ftrace/1/1/data", address.AbsoluteUri, Akka.Actor.ActorRefs.Nobody);
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = certificate?.Authority.Policy(PeerPurpose.Server) } });
        var best = Turns.Best(Rounds, () => Turns.Time(() => fetcher.Fetch(offer, default).Dispose()), () => Turns.Time(() => Copy(http, new Uri(address, "bare"), Path.Combine(folder, "bare"))));
        return (best[0], best[1]);
    }

    private static async Task<WebApplication> StartAsync(NodeOptions node, string path)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // As a node listens.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, node.HttpAddress.Port, listen =>
        {
            if (node.Certificate is { } certificate) listen.UseHttps(certificate.Certificate, https => https.ServerCertificateChain = certificate.Sent);
        }));
        var app = builder.Build();
        app.MapChunks(node);
        app.MapGet("/bare", () => Results.File(path, "application/octet-stream"));
        await app.StartAsync();
        return app;
    }

    private static void Copy(HttpClient http, Uri from, string to)
    {
        using var response = http.Send(new HttpRequestMessage(HttpMethod.Get, from), HttpCompletionOption.ResponseHeadersRead);
        using (var file = new FileStream(to, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            using var body = response.EnsureSuccessStatusCode().Content.ReadAsStream();
            body.CopyTo(file);
        }

        System.IO.File.Delete(to);
    }

    private static async Task WriteAsync(string path)
    {
        var block = new byte[1 << 20];
        new Random(1).NextBytes(block);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var written = 0; written < Bytes; written += block.Length) await file.WriteAsync(block);
    }
}
