using Akka.Actor;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using OpenTelemetry.Metrics;
using Serilog;
using Steadytrace.Cluster;
using Steadytrace.Cluster.Hosting;
using Steadytrace.Cluster.Node;
using Steadytrace.Console;
using Steadytrace.Console.Access;
using Steadytrace.Console.Api;
using Steadytrace.Hosting.Reports;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Hosting;

/// <summary>Puts one node together: log, web server, cluster, console. The only place that knows all parts.</summary>
internal static class NodeHost
{
    // Who still reads a chunk or a page has so long; the actors go down meanwhile, and need not wait for it.
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(15);

    // Room for each is taken at the start; those of the runtime and the web server have a handful.
    private const int MostSeriesOfAMeter = 128;

    /// <summary>Runs a node until it is asked to stop.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(NodeSettings settings, NodeOptions options, HttpEndpoint http, NodeRun run, Serilog.ILogger log)
    {
        var app = Build(settings, options, http, run, log);
        using var limit = new StopLimit(app.Lifetime.ApplicationStopping, TimeProvider.System, () => EndNow(log));
        await using (app.ConfigureAwait(false)) await app.RunAsync().ConfigureAwait(false);
        return Environment.ExitCode;
    }

    private static void EndNow(Serilog.ILogger log)
    {
        log.Error("Not all parts of this node have ended in order within {Limit} s; it ends now, and the next start takes up what is open", StopLimit.Longest.TotalSeconds);
        (log as IDisposable)?.Dispose();
        Environment.Exit(1);
    }

    private static WebApplication Build(NodeSettings settings, NodeOptions options, HttpEndpoint http, NodeRun run, Serilog.ILogger log)
    {
        // The command line is ours, and was read already; a working folder's appsettings.json is nobody's business. Watching for one would take an inotify instance, of which
        // a user has 128 in all containers of a machine together, and start to fail there.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"], ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(NodeHost).Assembly.GetName().Name });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(log);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            RequestLimits.Set(kestrel.Limits, settings.Http.Limits);
            kestrel.Listen(http.Socket.LocalEndPoint!, listen =>
            {
                if (settings.Certificate is { } certificate) listen.UseHttps(certificate.Certificate, https => https.ServerCertificateChain = certificate.Sent);
            });
        });
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = _ => http.Socket);
        builder.Services.Configure<HostOptions>(host => (host.ShutdownTimeout, host.ServicesStopConcurrently) = (LongestRequest, true));
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        builder.Services.AddSingleton(TimeProvider.System);
        AddParts(builder.Services, settings, options);
        builder.Services.AddHealthChecks().AddCheck<ReadyCheck>("member of the cluster", tags: [ReadyCheck.Tag]);
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(NodeMeter.Name, "Microsoft.AspNetCore.Server.Kestrel").AddRuntimeInstrumentation()
            .AddView("*", new MetricStreamConfiguration { CardinalityLimit = MostSeriesOfAMeter }).AddPrometheusExporter());
        if (run.Report is { } report)
            builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<UpReport>(services, report, run.Json));

        var app = builder.Build();
        // Nobody asks for it: it is there to be looked at.
        _ = app.Services.GetRequiredService<NodeMeter>();
        app.UseRequestLimits(settings.Http.Limits);
        MapParts(app, settings, options);
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyCheck.Tag) });
        app.MapPrometheusScrapingEndpoint("/metrics").GuardFigures();
        return app;
    }

    /// <summary>The node's own work: actors, console.</summary>
    private static void AddParts(IServiceCollection services, NodeSettings settings, NodeOptions options)
    {
        if (settings.Cluster.Seeds.Count > 0) services.AddHostedService(provider => ActivatorUtilities.CreateInstance<JoinWatch>(provider, settings.Cluster));
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<SecurityWatch>(provider, settings));
        services.AddHostedService<MemoryTrim>();
        services.AddSingleton(provider => new NodeMeter(provider.GetRequiredService<ActorSystem>, provider.GetRequiredService<TimeProvider>()));
        services.AddSteadytraceNode(options, ClusterConfiguration.Make(settings));
        AddAccess(services, settings, options);
        if (!settings.Has(NodeRoles.Console)) return;
        services.AddSteadytraceConsole();
    }

    /// <summary>Who may come in by HTTP.</summary>
    private static void AddAccess(IServiceCollection services, NodeSettings settings, NodeOptions options)
    {
        services.Configure<AccessOptions>(access =>
        {
            (access.Rule, access.Credential) = (settings.Http.Access, options.ClusterToken);
            foreach (var name in settings.Http.AllowedHosts.Append(options.HttpAddress.IdnHost)) access.AllowedHosts.Add(name);
        });
    }

    private static void MapParts(WebApplication app, NodeSettings settings, NodeOptions options)
    {
        app.MapChunks(options);
        app.MapFleetApi();
        if (settings.Has(NodeRoles.Console)) app.MapSteadytraceConsole();
    }
}
