using Microsoft.Playwright;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Metrics;
using Steadytrace.Recording.Spool;
using Steadytrace.Testing;
using static Microsoft.Playwright.Assertions;

namespace Steadytrace.Console.Tests.Pages;

[Collection(BrowserCollection.Name)]
public sealed class FleetPageTests(ChromiumBrowser chromium)
{
    private const string Metric = "1min.ftrace.events.sched.sched_switch.fra.db-1";

    [Fact]
    public async Task The_numbers_on_the_page_are_the_fleets()
    {
        var fleet = new CannedFleet { View = Fleets.Small(), Intervals = [Fleets.Interval("db-1", Fleets.ThisMinute().AddMinutes(-1), events: 6_000_000)] };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);

        await Expect(shown.Page.GetByTestId("summary-hosts").Locator(".value")).ToHaveTextAsync("2");
        await Expect(shown.Page.GetByTestId("summary-recording").Locator(".value")).ToHaveTextAsync("2 of 2");
        await Expect(shown.Page.GetByTestId("summary-rate").Locator(".value")).ToHaveTextAsync("100,000");
        await Expect(shown.Page.GetByTestId("summary-lost").Locator(".value")).ToHaveTextAsync("0");
        await Expect(shown.Page.GetByTestId("summary-publisher")).ToContainTextAsync("connected");
        await Expect(shown.Source("db-1").GetByTestId("counted")).ToHaveTextAsync("1,234,567");
        await Expect(shown.Source("db-1").GetByTestId("state")).ToHaveTextAsync("recording");
        await Expect(shown.Source("db-1").GetByTestId("lag")).ToHaveTextAsync("3.2 s");
        await Expect(shown.Page.GetByTestId("summary-lag").Locator(".value")).ToHaveTextAsync("3.2 s");
        await Expect(shown.Source("web-1").GetByTestId("state")).ToHaveTextAsync("rotating");
        await Expect(shown.Page.GetByTestId("publisher").GetByTestId("lines")).ToHaveTextAsync("76,512");
        await Expect(shown.Page.GetByTestId("pool").GetByTestId("workers")).ToHaveTextAsync("2");
        await Expect(shown.Page.GetByTestId("node")).ToHaveCountAsync(2);
        await Expect(shown.Page.GetByTestId("failures")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_browser_loads_nothing_from_elsewhere_and_breaks_no_policy()
    {
        await using var shown = await ShownPage.OpenAsync(chromium, Fleets.Busy(20));
        await shown.Page.GetByTestId("picker").ClickAsync();
        await Expect(shown.Page.GetByTestId("line").First).ToBeAttachedAsync();

        Assert.All(shown.Requested, address => Assert.StartsWith(shown.Address, address));
        Assert.Empty(shown.Complaints);
    }

    [Fact]
    public async Task A_new_interval_appears_without_a_reload()
    {
        var fleet = new CannedFleet { View = Fleets.Small(), Intervals = [Fleets.Interval("db-1", Fleets.ThisMinute().AddMinutes(-1), 5_000)] };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);
        await Expect(shown.Page.GetByTestId("interval")).ToHaveCountAsync(1);
        await shown.Page.EvaluateAsync("document.body.dataset.unbroken = 'yes'");

        fleet.Intervals = [Fleets.Interval("db-1", Fleets.ThisMinute(), 7_654), .. fleet.Intervals];

        await Expect(shown.Page.GetByTestId("interval")).ToHaveCountAsync(2);
        await Expect(shown.Page.GetByTestId("interval").First.GetByTestId("events")).ToHaveTextAsync("7,654");
        await Expect(shown.Page.Locator("body[data-unbroken=yes]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Loss_and_failures_stand_out()
    {
        var fleet = new CannedFleet { View = Fleets.Small() with { Sources = [Fleets.Source("db-1"), Fleets.Source("db-2", lost: 1_234)], Failures = [new FailureView("db-2:9471", "recorder", 3, "no buffers", DateTimeOffset.UtcNow, StaysDown: true)] } };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);

        await Expect(shown.Page.GetByTestId("summary-lost")).ToHaveClassAsync("figure is-loss");
        await Expect(shown.Source("db-2").Locator(".loss")).ToHaveTextAsync("1,234");
        await Expect(shown.Source("db-1").Locator(".loss")).ToHaveCountAsync(0);
        await Expect(shown.Page.GetByTestId("source").First).ToHaveAttributeAsync("data-host", "db-2");
        await Expect(shown.Page.GetByTestId("failures")).ToContainTextAsync("no buffers");
        await Expect(shown.Page.GetByTestId("failures")).ToContainTextAsync("stays down");
        await Expect(shown.Page.GetByTestId("failures").Locator("td.number")).ToHaveTextAsync("3");
    }

    [Fact]
    public async Task A_source_that_lags_far_behind_stands_out()
    {
        var late = new System.Text.RegularExpressions.Regex("is-late");
        var fleet = new CannedFleet { View = Fleets.Small() with { Sources = [Fleets.Source("db-1"), Fleets.Source("db-2", lag: 412)] } };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);

        await Expect(shown.Source("db-2").GetByTestId("lag")).ToHaveTextAsync("6 min 52 s");
        await Expect(shown.Source("db-2").GetByTestId("lag")).ToHaveClassAsync(late);
        await Expect(shown.Source("db-1").GetByTestId("lag")).Not.ToHaveClassAsync(late);
        await Expect(shown.Page.GetByTestId("summary-lag")).ToHaveClassAsync("figure is-warn");
        await Expect(shown.Page.GetByTestId("summary-lag").Locator(".value")).ToHaveTextAsync("6 min 52 s");
        await Expect(shown.Page.GetByTestId("summary-lag").Locator(".note")).ToHaveTextAsync("at most, db-2");
    }

    [Fact]
    public async Task What_works_again_does_not_cry()
    {
        var fleet = new CannedFleet { View = Fleets.Small() with { Failures = [new FailureView("agg-1:9471", "publisher", 4, "connection refused", DateTimeOffset.UtcNow, StaysDown: false, Recovered: true)] } };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);

        await Expect(shown.Page.GetByTestId("recovered")).ToContainTextAsync("1 part failed within the last hour and works again");
        await Expect(shown.Page.GetByTestId("recovered").Locator("td.number")).ToHaveTextAsync("4");
        await Expect(shown.Page.GetByTestId("failures")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_graph_draws_one_stroke_a_value_and_leaves_gaps_open()
    {
        var fleet = new CannedFleet { View = Fleets.Small() };
        var last = Fleets.ThisMinute().ToUnixTimeSeconds() - 60;
        fleet.Series[Metric] = new MetricSeries(Metric, [.. Enumerable.Range(0, 20).Where(minute => minute is not (5 or 6)).Select(minute => new MetricPoint(last - ((19 - minute) * 60), 1_000 + minute))]);
        await using var shown = await ShownPage.OpenAsync(chromium, fleet, $"?metric={Metric}");

        var line = shown.Page.GetByTestId("line");
        await Expect(line).ToHaveAttributeAsync("data-points", "18");
        var path = await line.GetAttributeAsync("d");
        Assert.Equal(18, path!.Count(letter => letter == 'H'));
        Assert.Equal(2, path!.Count(letter => letter == 'M'));
        await Expect(shown.Page.GetByTestId("legend-value")).ToHaveTextAsync("1,019");

        fleet.Series[Metric] = new MetricSeries(Metric, [.. fleet.Series[Metric].Points, new MetricPoint(last + 60, 2_222)]);

        await Expect(line).ToHaveAttributeAsync("data-points", "19");
        await Expect(shown.Page.GetByTestId("legend-value")).ToHaveTextAsync("2,222");
    }

    [Fact]
    public async Task The_pointer_and_the_arrow_keys_read_values_off_the_graph()
    {
        var fleet = new CannedFleet { View = Fleets.Small() };
        fleet.AddSeries(Metric, 40, minute => 5_000 + minute);
        await using var shown = await ShownPage.OpenAsync(chromium, fleet, $"?metric={Metric}");

        var plot = shown.Page.GetByTestId("plot");
        await plot.FocusAsync();
        await shown.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(shown.Page.GetByTestId("hover-value")).ToHaveTextAsync("5,039");
        await shown.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(shown.Page.GetByTestId("hover-value")).ToHaveTextAsync("5,038");
        await shown.Page.Keyboard.PressAsync("Escape");
        await Expect(shown.Page.GetByTestId("cursor")).ToHaveCountAsync(0);

        await plot.HoverAsync();
        await Expect(shown.Page.GetByTestId("hover-value")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^5,0[01]\\d$"));
    }

    [Fact]
    public async Task A_metric_found_by_words_is_drawn_and_the_address_keeps_it()
    {
        var fleet = new CannedFleet { View = Fleets.Small() };
        fleet.AddSeries(Metric, 10, minute => minute);
        fleet.AddSeries("1min.ftrace.procname.postgres.fra.db-1", 10, minute => minute);
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);
        await Expect(shown.Page.GetByTestId("graph-empty")).ToBeVisibleAsync();

        await shown.Page.GetByTestId("picker").FillAsync("db-1 switch");
        await shown.Page.Locator(".picker-list .mud-list-item").First.ClickAsync();

        await Expect(shown.Page.GetByTestId("line")).ToHaveAttributeAsync("data-metric", Metric);
        await Expect(shown.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"metric={Metric}"));

        await shown.Page.ReloadAsync();
        await Expect(shown.Page.GetByTestId("line")).ToHaveAttributeAsync("data-metric", Metric);
    }

    [Fact]
    public async Task An_event_of_an_interval_can_be_drawn()
    {
        var fleet = new CannedFleet { View = Fleets.Small(), Intervals = [Fleets.Interval("db-1", Fleets.ThisMinute().AddMinutes(-1), 1_000_000)] };
        fleet.AddSeries(Metric, 10, minute => minute);
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);

        await shown.Page.GetByTestId("interval").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(shown.Page.GetByTestId("interval-detail")).ToContainTextAsync("210,000");
        await shown.Page.GetByTestId("interval-detail").GetByText("sched_switch").ClickAsync();

        await Expect(shown.Page.GetByTestId("line")).ToHaveAttributeAsync("data-metric", Metric);
    }

    [Fact]
    public async Task An_interval_in_which_a_tracer_lost_something_tells_on_which_cpus()
    {
        var lossy = Fleets.Interval("db-1", Fleets.ThisMinute().AddMinutes(-1), 1_000_000, lost: 1_204) with { LostPackets = 2, LostByCpu = [new LossOfCpu("cpu 3", 1_200, 0), new LossOfCpu("cpu 0", 4, 2)] };
        await using var shown = await ShownPage.OpenAsync(chromium, new CannedFleet { View = Fleets.Small(), Intervals = [lossy] });

        await shown.Page.GetByTestId("interval").GetByRole(AriaRole.Button).ClickAsync();

        var loss = shown.Page.GetByTestId("loss-by-cpu").Locator("li");
        await Expect(loss.Nth(0)).ToContainTextAsync("cpu 3");
        await Expect(loss.Nth(0)).ToContainTextAsync("1,200");
        await Expect(loss.Nth(1)).ToContainTextAsync("4 and 2 packets");
        await Expect(shown.Page.GetByTestId("interval").Locator(".loss")).ToHaveAttributeAsync("title", new System.Text.RegularExpressions.Regex("cpu 0: 4 and 2 packets"));
    }

    [Fact]
    public async Task The_scale_buttons_order_workers()
    {
        var fleet = new CannedFleet { View = Fleets.Small() };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);

        await shown.Page.GetByTestId("more").ClickAsync();
        await Expect(shown.Page.GetByTestId("workers")).ToHaveTextAsync("3");
        await shown.Page.GetByTestId("more").ClickAsync();
        await Expect(shown.Page.GetByTestId("workers")).ToHaveTextAsync("4");
        await shown.Page.GetByTestId("less").ClickAsync();
        await Expect(shown.Page.GetByTestId("workers")).ToHaveTextAsync("3");

        Assert.Equal(["scale agg-1:9471 3", "scale agg-1:9471 4", "scale agg-1:9471 3"], fleet.Orders);
    }

    [Fact]
    public async Task An_order_that_fails_says_why_and_the_number_goes_back()
    {
        var fleet = new CannedFleet { View = Fleets.Small(), Result = new CommandResult(Done: false, "agg-1 is leaving the cluster.") };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);

        await shown.Page.GetByTestId("more").ClickAsync();

        await Expect(shown.Page.GetByText("agg-1 is leaving the cluster.")).ToBeVisibleAsync();
        await Expect(shown.Page.GetByTestId("workers")).ToHaveTextAsync("2");
    }

    [Fact]
    public async Task A_tracer_is_paused_only_after_a_second_word()
    {
        var fleet = new CannedFleet { View = Fleets.Small() };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);

        await shown.Page.GetByRole(AriaRole.Button, new() { Name = "Orders for db-1", Exact = true }).ClickAsync();
        await shown.Page.GetByText("Pause…").ClickAsync();
        await Expect(shown.Page.GetByText("Pause the tracer of db-1?")).ToBeVisibleAsync();
        Assert.Empty(fleet.Orders);
        await shown.Page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).ClickAsync();

        await Expect(shown.Page.GetByText("Done.")).ToBeVisibleAsync();
        Assert.Equal(["Pause db-1"], fleet.Orders);
    }

    [Fact]
    public async Task Five_hundred_hosts_are_paged_and_filtered_by_words()
    {
        await using var shown = await ShownPage.OpenAsync(chromium, Fleets.Busy(500));
        await Expect(shown.Page.GetByTestId("summary-hosts").Locator(".value")).ToHaveTextAsync("500");
        await Expect(shown.Page.GetByTestId("source")).ToHaveCountAsync(25);

        await shown.Page.GetByTestId("filter").FillAsync("fra db-fra-49");
        await Expect(shown.Page.GetByTestId("source")).ToHaveCountAsync(2);
        await Expect(shown.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("filter=fra"));

        await shown.Page.GetByTestId("filter").FillAsync("silent ams");
        await Expect(shown.Page.GetByTestId("source")).ToHaveCountAsync(1);
        await Expect(shown.Page.GetByTestId("source")).ToHaveAttributeAsync("data-host", "db-ams-009");
    }

    [Fact]
    public async Task A_fleet_that_does_not_answer_is_told_and_the_page_recovers()
    {
        var fleet = new CannedFleet { View = Fleets.Small() };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);

        fleet.Failure = new TimeoutException("the dispatcher is silent");
        await Expect(shown.Page.GetByTestId("unanswered")).ToContainTextAsync("the dispatcher is silent");
        await Expect(shown.Source("db-1").GetByTestId("counted")).ToHaveTextAsync("1,234,567");

        fleet.Failure = null;
        await Expect(shown.Page.GetByTestId("unanswered")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_theme_follows_the_system_until_a_person_chooses()
    {
        await using var shown = await ShownPage.OpenAsync(chromium, new CannedFleet { View = Fleets.Small() }, dark: true);
        await Expect(shown.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        await shown.Page.GetByRole(AriaRole.Button, new() { Name = "Light theme" }).ClickAsync();
        await Expect(shown.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await shown.Page.ReloadAsync();
        await Expect(shown.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
    }

    [Fact]
    public async Task The_fleet_is_asked_only_while_a_page_is_open()
    {
        var fleet = new CannedFleet { View = Fleets.Small() };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);
        await Expect(shown.Source("db-1")).ToBeVisibleAsync();
        Assert.True(shown.Host.Feed.IsPolling);

        await shown.Page.GotoAsync("about:blank");

        await Eventually.HoldsAsync(() => !shown.Host.Feed.IsPolling, "the feed\'s state", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_page_comes_back_by_itself_when_its_node_was_restarted()
    {
        await using var shown = await ShownPage.OpenAsync(chromium, new CannedFleet { View = Fleets.Small() });
        await Expect(shown.Source("db-1").GetByTestId("counted")).ToHaveTextAsync("1,234,567");

        await shown.RestartNodeAsync(new CannedFleet { View = Fleets.Small() with { Sources = [Fleets.Source("db-1", counted: 8)] } });

        await Expect(shown.Source("db-1").GetByTestId("counted")).ToHaveTextAsync("8", new() { Timeout = 40_000 });
    }

    [Fact]
    public async Task Times_are_told_in_the_browsers_zone()
    {
        var start = new DateTimeOffset(2026, 7, 1, 22, 30, 0, TimeSpan.Zero);
        var fleet = new CannedFleet { View = Fleets.Small(), Intervals = [Fleets.Interval("db-1", start, 5)] };
        await using var shown = await ShownPage.OpenAsync(chromium, fleet);

        await Expect(shown.Page.GetByTestId("interval").Locator(".time")).ToHaveTextAsync("2026-07-02 00:30:00");
    }
}
