using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Hosting;
using Steadytrace.Recording;
using Steadytrace.Testing;

namespace Steadytrace.Cluster.Tests.Hosting;

/// <summary>A whole node in this process: its own actor system on a loopback port, its own web server.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    public const string Token = "a credential for tests";
    private readonly WebApplication _app;

    private TestNode(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    public ActorSystem System => _app.Services.GetRequiredService<ActorSystem>();

    public IFleet Fleet => _app.Services.GetRequiredService<IFleet>();

    /// <param name="host">Its name.</param>
    /// <param name="role">Its only role, or several.</param>
    /// <param name="port">Of its actor system.</param>
    /// <param name="seed">The first node's.</param>
    /// <param name="more">What is special about it.</param>
    public static async Task<TestNode> StartAsync(string host, string role, int port, int seed, Func<NodeOptions, NodeOptions>? more = null)
    {
        var httpPort = FreePort.Next();
        var address = new Uri($"http://127.0.0.1:{httpPort}/");
        var options = new NodeOptions { Host = new HostId(host), Datacenter = "local", Roles = role.Split(','), HttpAddress = address, ClusterToken = Token };
        options = more?.Invoke(options) ?? options;
        if (options.Certificate is not null) options = options with { HttpAddress = address = new Uri($"https://127.0.0.1:{httpPort}/") };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, httpPort, listen =>
        {
            if (options.Certificate is { } certificate) listen.UseHttps(certificate.Certificate);
        }));
        builder.Services.Configure<HostOptions>(hosting => hosting.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddSteadytraceNode(options, ConfigurationFactory.ParseString($$"""
            akka.loglevel = WARNING
            akka.stdout-loglevel = OFF
            akka.log-dead-letters = off
            akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = {{port}}, maximum-frame-size = 2097152b }
            akka.cluster {
              seed-nodes = ["akka.{{(options.Certificate is null ? "" : "ssl.")}}tcp://steadytrace@127.0.0.1:{{seed}}"]
              failure-detector { heartbeat-interval = 500ms, acceptable-heartbeat-pause = 4s }
              downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
              split-brain-resolver { active-strategy = keep-majority, keep-majority.role = aggregator, stable-after = 1s, down-all-when-unstable = off }
            }
            akka.coordinated-shutdown { run-by-clr-shutdown-hook = off, run-by-actor-system-terminate = off, exit-clr = off }
            """));
        var app = builder.Build();
        app.MapChunks(options);
        await app.StartAsync();
        return new TestNode(app, address);
    }

    /// <summary>Dies without a word to anybody.</summary>
    public Task KillAsync() => System.Terminate();

    /// <summary>Stops in order.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
