using Steadytrace.Testing;
using static Microsoft.Playwright.Assertions;

namespace Steadytrace.Console.Tests.Pages;

[Collection(BrowserCollection.Name)]
public sealed class LivePanelTests(ChromiumBrowser chromium)
{
    [Fact]
    public async Task Nothing_is_counted_live_until_somebody_looks_nor_after()
    {
        var fleet = new CannedFleet { View = Fleets.Small(), Live = Fleets.Live(90, 1_000, "db-1", "web-1") };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);
        await Expect(shown.Source("db-1")).ToBeVisibleAsync();
        Assert.Empty(fleet.LiveQuestions);

        await shown.Page.GetByTestId("watch-live").ClickAsync();
        await Expect(shown.Page.GetByTestId("live-rate")).ToHaveTextAsync("1,840");
        await shown.Page.GetByTestId("live-close").ClickAsync();

        await Expect(shown.Page.GetByTestId("watch-live")).ToBeVisibleAsync();
        await Eventually.HoldsAsync(() => !shown.Host.Live.IsPolling, "the feed's rest", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Counts_go_on_and_those_of_the_running_minute_are_added_up()
    {
        var fleet = new CannedFleet { View = Fleets.Small(), Live = Fleets.Live(1, 500, "db-1") };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet, "?live=*");
        await Expect(shown.Page.GetByTestId("live-rate")).ToHaveTextAsync("460");

        fleet.Live = Fleets.Live(1, 2_000, "db-1");

        await Expect(shown.Page.GetByTestId("live-rate")).ToHaveTextAsync("1,840");
        await Expect(shown.Page.GetByTestId("live-processes").Locator("tbody tr").First).ToContainTextAsync("postgres");
        await Expect(shown.Page.GetByTestId("live-processes").Locator("tbody tr").First).ToContainTextAsync("31 %");
        await Expect(shown.Page.GetByTestId("live-events").Locator("tbody tr").First).ToContainTextAsync("420");
    }

    [Fact]
    public async Task One_host_of_many_is_watched_from_its_row_and_the_address_keeps_it()
    {
        var fleet = new CannedFleet { View = Fleets.Small(), Live = Fleets.Live(90, 1_000, "db-1", "web-1") };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);

        await shown.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Orders for web-1", Exact = true }).ClickAsync();
        await shown.Page.GetByText("Watch it live").ClickAsync();

        await Expect(shown.Page.GetByTestId("live-rate")).ToHaveTextAsync("920");
        await Expect(shown.Page.GetByTestId("live-hosts").Locator("tbody tr")).ToHaveCountAsync(1);
        await shown.Page.ReloadAsync();
        await Expect(shown.Page.GetByTestId("live-host")).ToHaveValueAsync("web-1");
        await shown.Page.GetByTestId("live-host").SelectOptionAsync("*");
        await Expect(shown.Page.GetByTestId("live-rate")).ToHaveTextAsync("1,840");
    }

    [Fact]
    public async Task A_paused_picture_stands_still_and_a_silent_fleet_is_told()
    {
        var fleet = new CannedFleet { View = Fleets.Small(), Live = Fleets.Live(90, 1_000, "db-1") };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet, "?live=db-1");
        await Expect(shown.Page.GetByTestId("live-rate")).ToHaveTextAsync("920");

        await shown.Page.GetByTestId("live-pause").ClickAsync();
        await Expect(shown.Page.GetByTestId("live-pause")).ToHaveTextAsync("Go on");
        var asked = fleet.LiveQuestions.Count;
        fleet.Live = Fleets.Live(90, 4_000, "db-1");
        await Eventually.HoldsAsync(() => fleet.LiveQuestions.Count > asked + 2, "more questions", TimeSpan.FromSeconds(20));
        await Expect(shown.Page.GetByTestId("live-rate")).ToHaveTextAsync("920");
        await shown.Page.GetByTestId("live-pause").ClickAsync();
        await Expect(shown.Page.GetByTestId("live-rate")).ToHaveTextAsync("3,680");

        fleet.Failure = new TimeoutException("too many look already");
        await Expect(shown.Page.GetByTestId("live-problem")).ToContainTextAsync("too many look already");
        fleet.Failure = null;
        await Expect(shown.Page.GetByTestId("live-problem")).ToHaveCountAsync(0);
    }
}
