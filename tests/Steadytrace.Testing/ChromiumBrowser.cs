using Microsoft.Playwright;
using Xunit;

namespace Steadytrace.Testing;

/// <summary>Debian's Chromium for the tests of one class or collection; each test opens pages of its own in it.</summary>
/// <remarks>
/// The project of the tests must refer to Microsoft.Playwright itself, so that its driver lies beside them. The browser's
/// profile is a folder of its own that goes with it.
/// </remarks>
public sealed class ChromiumBrowser : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";

    /// <summary>As root and without a display; and nothing that calls home.</summary>
    private static readonly string[] Flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The running browser.</summary>
    public IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser is not started yet.");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Flags, Headless = true, Timeout = 60_000 });
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
    }
}
