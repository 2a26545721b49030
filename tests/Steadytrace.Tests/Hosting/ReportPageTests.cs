using Steadytrace.Cluster.Fleet;
using Steadytrace.Hosting.Reports;
using Steadytrace.Output;

namespace Steadytrace.Tests.Hosting;

public sealed class ReportPageTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_interval_shows_counts_losses_spool_and_metrics()
    {
        var interval = new IntervalView(
            "box", "ftrace", "local", "10sec", Start, "published", 1_234_567, 1_234_567, 42, 0, 1.5, 812,
            [new NamedCount("sched_switch", 1_000_000), new NamedCount("irq_handler_entry", 234_567)], [new NamedCount("bash", 1_234_567)]);

        var page = Print(new ReportItem(IsFirst: false, [interval]), View(chunks: 3, bytes: 3 << 20));

        Assert.Contains("1,234,567 events · 42 lost · 1.5 s not recorded · 3 chunks in the spool (3.0 MiB) · 812 metrics published", page, StringComparison.Ordinal);
        Assert.Matches(@"\nsched_switch +1,000,000 +81\.0 %\n", page);
        Assert.Matches(@"\nbash +1,234,567 +100\.0 %\n", page);
    }

    [Fact]
    public void The_first_page_adds_up_what_there_is()
    {
        IntervalView Part(int number) => new("box", "ftrace", "local", "10sec", Start.AddSeconds(10 * number), "open", null, 10, 0, 0, 0, 0, [new NamedCount("e", 10)], [new NamedCount("p", 10)]);

        var page = Print(new ReportItem(IsFirst: true, [Part(0), Part(1)]), View(chunks: 1, bytes: 100));

        Assert.Contains("so far  ftrace on box", page, StringComparison.Ordinal);
        Assert.Contains("20 events · none lost · 1 chunk in the spool (100 B)", page, StringComparison.Ordinal);
        Assert.Matches(@"\ne +20 +100\.0 %\n", page);
    }

    [Fact]
    public void An_interval_without_events_says_so_without_tables()
    {
        var interval = new IntervalView("box", "ftrace", "local", "10sec", Start, "published", 0, 0, 0, 2, 0, 6, [], []);

        var page = Print(new ReportItem(IsFirst: false, [interval]), View(chunks: 0, bytes: 0));

        Assert.Contains("0 events · 0 lost, and 2 whole chunks", page, StringComparison.Ordinal);
        Assert.DoesNotContain("share", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_fleet_does_not_name_is_told_as_others()
    {
        var interval = new IntervalView("box", "ftrace", "local", "10sec", Start, "published", 0, 100, 0, 0, 0, 6, [new NamedCount("often", 60), new NamedCount("seldom", 5)], [new NamedCount("p", 100)]);

        var page = Print(new ReportItem(IsFirst: false, [interval]), View(chunks: 0, bytes: 0), top: 1);

        Assert.Matches(@"\noften +60 +60\.0 %\nall others +40 +40\.0 %\n", page);
        Assert.Single(page.Split("all others")[1..]);
    }

    [Fact]
    public void A_name_cannot_move_the_cursor()
    {
        var interval = new IntervalView("box", "ftrace", "local", "10sec", Start, "published", 0, 1, 0, 0, 0, 6, [new NamedCount("e", 1)], [new NamedCount("\e[2Jevil [red]", 1)]);

        var page = Print(new ReportItem(IsFirst: false, [interval]), View(chunks: 0, bytes: 0));

        Assert.Contains("?[2Jevil [red]", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', page);
    }

    private static FleetView View(int chunks, long bytes) => new(
        Start, [], [], [new SourceView("box", "ftrace", "local", "box:1", "recording", Start, chunks, 0, bytes, null, 0, 0, 0, null, 0)], [], [], []);

    private static string Print(ReportItem item, FleetView view, int top = 10)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new ReportPage(Tables.Plain(output), top).Print(item, view, Start.AddSeconds(11));
        return output.ToString().ReplaceLineEndings("\n");
    }
}
