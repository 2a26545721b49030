using Steadytrace.Cluster.Fleet;
using Steadytrace.Testing;

namespace Steadytrace.Console.Tests.Pages;

/// <summary>Pictures of the page for people to look at: set <c>STEADYTRACE_SCREENSHOTS</c> to a folder.</summary>
[Collection(BrowserCollection.Name)]
public sealed class Screenshots(ChromiumBrowser chromium)
{
    [ScreenshotTheory]
    [InlineData("dark", true, true, 36, 1400, 1000)]
    [InlineData("light", false, true, 36, 1400, 1000)]
    [InlineData("calm", true, false, 12, 1400, 1000)]
    [InlineData("narrow", true, true, 12, 420, 1000)]
    [InlineData("wide-500", false, false, 500, 1900, 1100)]
    public async Task The_page_is_pictured(string name, bool dark, bool troubled, int hosts, int width, int height)
    {
        var fleet = Fleets.Busy(hosts, troubled);
        await using var shown = await ShownPage.OpenAsync(chromium, fleet, dark: dark, width: width, height: height);
        await shown.Page.GetByTestId("line").First.WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Attached });
        await PictureAsync(shown, name);

        await shown.Page.GetByTestId("plot").HoverAsync();
        await shown.Page.GetByTestId("hover-value").First.WaitForAsync();
        await PictureAsync(shown, name + "-hover");
        await shown.Page.GetByTestId("interval").Nth(1).GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
        await shown.Page.GetByTestId("interval-detail").WaitForAsync();
        await PictureAsync(shown, name + "-whole", whole: true);

        await shown.Page.GetByTestId("legend").Last.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
        await shown.Page.GetByTestId("picker").FillAsync("switch");
        await shown.Page.Locator(".picker-list .mud-list-item").First.WaitForAsync();
        await PictureAsync(shown, name + "-picker");

        await shown.Page.Keyboard.PressAsync("Escape");
        await shown.Page.GetByTestId("more").First.ClickAsync();
        await shown.Page.GetByTestId("source").First.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
        await shown.Page.GetByText("Restart…").ClickAsync();
        await shown.Page.GetByText("Restart the tracer").WaitForAsync();
        await PictureAsync(shown, name + "-order");
    }

    [ScreenshotTheory]
    [InlineData("live-dark", true, 1400)]
    [InlineData("live-light", false, 1400)]
    [InlineData("live-narrow", true, 420)]
    public async Task Live_counts_are_pictured(string name, bool dark, int width)
    {
        var fleet = Fleets.Busy(12, troubled: false);
        fleet.Live = Fleets.Live(70, 40_000, [.. fleet.View.Sources.Select(source => source.Host)]);
        await using var shown = await ShownPage.OpenAsync(chromium, fleet, "?live=*", dark: dark, width: width, height: 1000);
        await shown.Page.GetByTestId("live-rate").WaitForAsync();
        await PictureAsync(shown, name);
    }

    [ScreenshotTheory]
    [InlineData("empty")]
    public async Task A_fleet_of_nothing_is_pictured(string name)
    {
        var fleet = new CannedFleet { View = new FleetView(DateTimeOffset.UtcNow, [], [], [], [], [], []) };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet, dark: true);
        await PictureAsync(shown, name);
    }

    private static Task PictureAsync(ShownPage shown, string name, bool whole = false) =>
        shown.Page.ScreenshotAsync(new() { Path = Path.Combine(ScreenshotTheoryAttribute.Folder!, name + ".png"), FullPage = whole });
}

/// <summary>Runs only where somebody wants to look.</summary>
public sealed class ScreenshotTheoryAttribute : TheoryAttribute
{
    public ScreenshotTheoryAttribute() => Skip = string.IsNullOrEmpty(Folder) ? "set STEADYTRACE_SCREENSHOTS to a folder to take pictures" : null!;

    public static string? Folder => Environment.GetEnvironmentVariable("STEADYTRACE_SCREENSHOTS");
}
