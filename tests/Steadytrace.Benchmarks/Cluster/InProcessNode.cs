using Akka.Actor;
using Akka.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Steadytrace.Cluster;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Hosting;
using Steadytrace.Testing;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>A whole node in this process, with the settings of <c>cluster-config/shared.conf</c>.</summary>
internal sealed class InProcessNode : IAsyncDisposable
{
    private readonly IHost _host;

    private InProcessNode(IHost host) => _host = host;

    public IFleet Fleet => _host.Services.GetRequiredService<IFleet>();

    /// <summary>Members that it sees up.</summary>
    public int MembersUp => Akka.Cluster.Cluster.Get(_host.Services.GetRequiredService<ActorSystem>()).State.Members.Count(member => member.Status == Akka.Cluster.MemberStatus.Up);

    /// <param name="options">What it is.</param>
    /// <param name="port">The cluster's port.</param>
    /// <param name="seed">The port of the node through which it joins.</param>
    /// <param name="akka">Settings of Akka that go before those of the file.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<InProcessNode> StartAsync(NodeOptions options, int port, int seed, Config akka, CancellationToken cancellation)
    {
        // As the program does. Each would watch the working folder, with all below it, for a file of settings.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(options.HttpAddress.AbsoluteUri);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSteadytraceNode(options, akka.WithFallback(Settings(port, seed)));
        var app = builder.Build();
        await app.StartAsync(cancellation);
        return new InProcessNode(app);
    }

    /// <summary>Akka's settings of a node.</summary>
    public static Config Settings(int port, int seed) => ConfigurationFactory.ParseString($$"""
        akka.loglevel = OFF
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = {{port}} }
        akka.cluster.seed-nodes = ["akka.tcp://steadytrace@127.0.0.1:{{seed}}"]
        """).WithFallback(Shared());

    /// <summary>Ends its actors without a word to the others: a hundred leavings would take longer than what is measured.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.Services.GetRequiredService<ActorSystem>().Terminate();
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
    }

    // Akka overlooks what is not its own.
    private static Config Shared() => ConfigurationFactory.ParseString(File.ReadAllText(ProjectFiles.Path("cluster-config/shared.conf")));
}
