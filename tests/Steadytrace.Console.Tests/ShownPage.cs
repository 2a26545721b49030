using System.Collections.Concurrent;
using Microsoft.Playwright;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Testing;

namespace Steadytrace.Console.Tests;

/// <summary>The console of one fleet in a page of its own, watched for all that it loads and complains of.</summary>
internal sealed class ShownPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    private ShownPage(ConsoleHost host, IBrowserContext context, IPage page) => (Host, _context, Page) = (host, context, page);

    public ConsoleHost Host { get; private set; }

    public IPage Page { get; }

    public string Address => Host.Address.ToString();

    public ConcurrentQueue<string> Requested { get; } = new();

    public ConcurrentQueue<string> Complaints { get; } = new();

    public static async Task<ShownPage> OpenAsync(ChromiumBrowser chromium, IFleet fleet, string query = "", bool dark = false, int width = 1400, int height = 1000)
    {
        var host = await ConsoleHost.StartAsync(fleet);
        var context = await chromium.Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            TimezoneId = "Europe/Berlin",
        });
        context.SetDefaultTimeout(20_000);
        var shown = new ShownPage(host, context, await context.NewPageAsync());
        shown.Page.Request += (_, request) => shown.Requested.Enqueue(request.Url);
        shown.Page.PageError += (_, error) => shown.Complaints.Enqueue(error);
        shown.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") shown.Complaints.Enqueue(message.Text);
        };
        await shown.Page.GotoAsync(host.Address + query);
        await shown.Page.GetByTestId("summary").WaitForAsync();
        return shown;
    }

    /// <summary>The node ends; another one with this fleet takes its place and address.</summary>
    public async Task RestartNodeAsync(IFleet fleet)
    {
        var port = Host.Address.Port;
        await Host.DisposeAsync();
        Host = await ConsoleHost.StartAsync(fleet, port);
    }

    public ILocator Source(string host) => Page.Locator($"[data-testid=source][data-host='{host}']");

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        await Host.DisposeAsync();
    }
}
