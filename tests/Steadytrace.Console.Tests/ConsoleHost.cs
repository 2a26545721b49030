using Steadytrace.Cluster.Fleet;
using Steadytrace.Console.Access;
using Steadytrace.Console.Api;
using Steadytrace.Console.Feed;

namespace Steadytrace.Console.Tests;

/// <summary>A node with console and API and nothing else, on a free loopback port, as the executable would host them: in Production, from a working folder of no importance.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ConsoleHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public FleetFeed Feed => _app.Services.GetRequiredService<FleetFeed>();

    public LiveFeed Live => _app.Services.GetRequiredService<LiveFeed>();

    public static async Task<ConsoleHost> StartAsync(IFleet fleet, int port = 0, AccessOptions? access = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // The test runner is the entry assembly here; the executable need not say this.
            ApplicationName = typeof(ConsoleHost).Assembly.GetName().Name,
            EnvironmentName = "Production",
            ContentRootPath = Path.GetTempPath(),
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddSingleton(fleet);
        builder.Services.AddSteadytraceConsole();
        builder.Services.Configure<FleetFeedOptions>(options => options.Period = TimeSpan.FromMilliseconds(100));
        if (access is not null) builder.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(access));
        var app = builder.Build();
        app.MapSteadytraceConsole();
        app.MapFleetApi();
        await app.StartAsync();
        return new ConsoleHost(app);
    }

    public HttpClient CreateClient() => new() { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(20) };

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }
}
