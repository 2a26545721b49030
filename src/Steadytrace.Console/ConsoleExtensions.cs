using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using MudBlazor;
using MudBlazor.Services;
using Steadytrace.Console.Access;
using Steadytrace.Console.Feed;
using Steadytrace.Console.Pages;

namespace Steadytrace.Console;

/// <summary>The console in a host: two lines, and <c>RequiresAspNetWebAssets</c> in the host's project.</summary>
public static class ConsoleExtensions
{
    /// <summary>Adds what the pages need, besides an <see cref="Cluster.Fleet.IFleet"/>.</summary>
    public static IServiceCollection AddSteadytraceConsole(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.Replace(ServiceDescriptor.Scoped<AntiforgeryStateProvider, NoForms>());
        services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            mud.SnackbarConfiguration.MaxDisplayedSnackbars = 3;
            mud.SnackbarConfiguration.VisibleStateDuration = 6_000;
        });

        // Keys protect nothing that outlives the process: a page whose server is gone loads again.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();

        // The package's only hosted service would nevertheless make a key file in the user's home at every first start.
        foreach (var keyMaker in services.Where(IsKeyMaker).ToArray()) services.Remove(keyMaker);
        services.AddSingleton<FleetFeed>();
        services.AddSingleton<LiveFeed>();
        services.AddOptions<FleetFeedOptions>();
        services.AddScoped<FleetOrders>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<AccessOptions>();
        return services;
    }

    /// <summary>Maps the pages at <c>/</c> and all that they load, which ships with the program.</summary>
    /// <remarks>Works in any environment and from any working folder, from a build's output as well as published.</remarks>
    public static WebApplication MapSteadytraceConsole(this WebApplication app)
    {
        FindStaticAssets(app);
        app.UseFleetGuard();
        app.UseAntiforgery();
        app.MapStaticAssets(Path.Combine(AppContext.BaseDirectory, app.Environment.ApplicationName + ".staticwebassets.endpoints.json"))
            .WithMetadata(GuardedEndpoint.Page);
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null)
            .WithMetadata(GuardedEndpoint.Page);
        return app;
    }

    private static bool IsKeyMaker(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) && !service.IsKeyedService && service.ImplementationType?.Assembly == typeof(IDataProtectionBuilder).Assembly;

    /// <summary>
    /// In a build's output the assets lie in the folders of their packages and projects, which a manifest beside the
    /// program names; the framework reads it by itself in Development only. Published, they lie in <c>wwwroot</c> beside the program,
    /// while the framework looks in the working folder.
    /// </summary>
    private static void FindStaticAssets(WebApplication app)
    {
        var published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (Directory.Exists(published)) app.Environment.WebRootFileProvider = new PhysicalFileProvider(published);
        StaticWebAssetsLoader.UseStaticWebAssets(app.Environment, app.Configuration);
    }
}
