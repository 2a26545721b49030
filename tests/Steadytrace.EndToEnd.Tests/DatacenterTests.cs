using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Steadytrace.Testing;

namespace Steadytrace.EndToEnd.Tests;

/// <summary>Three nodes, real tracer, broker and Graphite; see <see cref="DatacenterFixture"/>.</summary>
public sealed partial class DatacenterTests(DatacenterFixture datacenter, ChromiumBrowser chromium) : IClassFixture<DatacenterFixture>, IClassFixture<ChromiumBrowser>
{
    [LttngFact]
    public void Every_recorded_event_is_published_with_one_effect()
    {
        Assert.True(datacenter.Rotations >= 6);
        Assert.True(datacenter.Recorded >= datacenter.Calls);
        Assert.Equal(datacenter.Recorded, datacenter.Events());
        Assert.Equal(datacenter.Calls, datacenter.Reader.Sum(name => name == $"1sec.lttng.events.steadytrace_test.call.{DatacenterFixture.Tail}"));
        Assert.Empty(datacenter.Reader.BadLines);
    }

    [LttngFact]
    public void The_two_families_and_the_ledger_add_up()
    {
        var reader = datacenter.Reader;
        Assert.Equal(datacenter.Recorded, reader.Sum(name => name.StartsWith("1sec.lttng.procname.", StringComparison.Ordinal)));
        Assert.Equal(datacenter.Recorded, reader.Sum(name => name == $"1sec.lttng.ledger.counted.{DatacenterFixture.Tail}"));
        Assert.Equal(0, reader.Sum(name => name == $"1sec.lttng.ledger.lost.{DatacenterFixture.Tail}"));
        Assert.Equal(0, reader.Sum(name => name == $"1sec.lttng.ledger.lost_chunks.{DatacenterFixture.Tail}"));
        Assert.Equal(0, reader.Sum(name => name == $"1sec.lttng.ledger.partial.{DatacenterFixture.Tail}"));
    }

    [LttngFact]
    public async Task Graphite_returns_the_very_counts_of_both_families()
    {
        foreach (var name in new[] { $"1sec.lttng.events.steadytrace_test.call.{DatacenterFixture.Tail}", $"1sec.lttng.procname.{TracedProgram.ProcessName}.{DatacenterFixture.Tail}" })
        {
            var expected = datacenter.Reader.Last.Where(line => line.Key.Name == name).ToDictionary(line => line.Key.UnixSeconds, line => line.Value);
            Assert.NotEmpty(expected);
            IReadOnlyDictionary<long, double> drawn = new Dictionary<long, double>();
            await Eventually.HoldsAsync(
                async () =>
                {
                    var series = await datacenter.Graphite.RenderAsync(name, datacenter.Span.From - 1, datacenter.Span.Until);
                    drawn = series.GetValueOrDefault(name) ?? drawn;
                    return drawn.Count >= expected.Count;
                },
                $"{name} in Graphite", TimeSpan.FromSeconds(180));
            Assert.Equal(expected.OrderBy(point => point.Key), drawn.OrderBy(point => point.Key));
        }

        var picture = await datacenter.Graphite.DrawAsync($"1sec.lttng.events.*.*.{DatacenterFixture.Tail}", datacenter.Span.From - 1, datacenter.Span.Until);
        Assert.True(PngColours.Count(picture).Count > 2);
    }

    [LttngFact]
    public void The_cluster_is_shown_and_a_pool_is_scaled_while_it_works()
    {
        foreach (var word in new[] { "tracer", "parser", "aggregator", "bridge", "console", "lab" }) Assert.Contains(word, datacenter.ClusterShown, StringComparison.Ordinal);
        Assert.Contains("3 workers", datacenter.PoolScaled, StringComparison.Ordinal);
    }

    [LttngFact]
    public async Task The_numbers_on_the_page_are_the_consumers_numbers()
    {
        var page = await chromium.Browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1400, Height = 1400 } });
        await page.GotoAsync(datacenter.Aggregator.Address.AbsoluteUri);
        var counts = page.GetByTestId("interval").GetByTestId("events");
        await Assertions.Expect(counts.First).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 30_000 });

        var published = datacenter.Reader.Last.Where(line => line.Key.Name == $"1sec.lttng.ledger.counted.{DatacenterFixture.Tail}").Select(line => (long)line.Value).ToHashSet();
        var shown = (await counts.AllInnerTextsAsync()).Select(text => long.Parse(NotADigit().Replace(text, ""), System.Globalization.CultureInfo.InvariantCulture)).Where(count => count > 0).ToList();
        Assert.NotEmpty(shown);
        Assert.All(shown, count => Assert.Contains(count, published));
        if (Environment.GetEnvironmentVariable("STEADYTRACE_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "datacenter.png"), FullPage = true });
    }

    [LttngFact]
    public async Task A_tracer_that_goes_on_brings_a_new_interval_without_a_reload()
    {
        var page = await chromium.Browser.NewPageAsync();
        await page.GotoAsync(datacenter.Aggregator.Address.AbsoluteUri);
        await Assertions.Expect(page.GetByTestId("interval").First).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 30_000 });
        await page.EvaluateAsync("document.body.dataset.unbroken = 'yes'");
        var newest = await page.GetByTestId("interval").First.InnerTextAsync();

        // Also a paused tracer's intervals are published: their gap is told.
        await Assertions.Expect(page.GetByTestId("interval").First).Not.ToHaveTextAsync(newest, new LocatorAssertionsToHaveTextOptions { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("body[data-unbroken=yes]")).ToHaveCountAsync(1);
    }

    [GeneratedRegex("[^0-9]")]
    private static partial Regex NotADigit();
}
