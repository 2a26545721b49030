using Microsoft.Playwright;
using Steadytrace.Testing;

namespace Steadytrace.EndToEnd.Tests;

/// <summary>Three nodes, real tracer, broker and Graphite; see <see cref="DatacenterFixture"/>.</summary>
public sealed class DatacenterTests(DatacenterFixture datacenter) : IClassFixture<DatacenterFixture>
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
    public void No_node_holds_an_inotify_instance_of_which_a_user_has_few()
    {
        foreach (var node in new[] { datacenter.Tracer, datacenter.Parser, datacenter.Aggregator })
        {
            var open = new DirectoryInfo($"/proc/{node.ProcessId}/fd").GetFiles().Select(file => file.LinkTarget).ToList();
            Assert.Contains(open, target => target?.StartsWith("socket:", StringComparison.Ordinal) == true);
            Assert.DoesNotContain("anon_inode:inotify", open);
        }
    }

    [LttngFact]
    public void The_numbers_on_the_page_are_the_consumers_numbers()
    {
        Assert.NotEmpty(datacenter.OnThePage);
        Assert.All(datacenter.OnThePage, shown => Assert.Equal(datacenter.Reader.Last[($"1sec.lttng.ledger.counted.{DatacenterFixture.Tail}", shown.Key)], shown.Value));
    }

    [LttngFact]
    public async Task A_tracer_that_goes_on_brings_a_new_interval_without_a_reload()
    {
        var page = await datacenter.Browser.NewPageAsync();
        await page.GotoAsync(datacenter.Aggregator.Address.AbsoluteUri);
        await Assertions.Expect(page.GetByTestId("interval").First).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 30_000 });
        await page.EvaluateAsync("document.body.dataset.unbroken = 'yes'");
        var newest = await page.GetByTestId("interval").First.InnerTextAsync();

        // Also a paused tracer's intervals are published: their gap is told.
        await Assertions.Expect(page.GetByTestId("interval").First).Not.ToHaveTextAsync(newest, new LocatorAssertionsToHaveTextOptions { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("body[data-unbroken=yes]")).ToHaveCountAsync(1);
    }
}
