using Spectre.Console;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Commands.Fleet;
using Steadytrace.Output;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Tests.Output;

/// <summary>What <c>tracer show</c> and <c>chunk show</c> print, on wide screens and on those of eighty columns.</summary>
public sealed class FleetTablesTests
{
    private const int Narrow = 80;
    private static readonly DateTimeOffset Now = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero).ToLocalTime();

    [Fact]
    public void On_a_screen_that_is_wide_enough_a_source_has_one_line()
    {
        var line = Assert.Single(Sources(width: 200), line => line.StartsWith("db-1 ", StringComparison.Ordinal));

        Assert.Matches("ftrace +fra +recording +1,000,000,123 +1,000,000,000 +123 +1 +31 +2 +12.0 MiB +.*:59:00 +61 s", line);
    }

    [Fact]
    public void On_a_narrow_screen_a_source_has_several_lines_and_no_number_is_cut()
    {
        var lines = Sources(Narrow);

        Assert.All(lines, line => Assert.InRange(line.Length, 0, Narrow));
        Assert.InRange(lines.Count(line => line.StartsWith("db-1   ftrace ", StringComparison.Ordinal)), 2, 3);
        foreach (var figure in (string[])["recording", "1,000,000,123", "1,000,000,000", "12.0 MiB", "61 s"]) Assert.Contains(lines, line => line.Contains(figure, StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_and_each_interval_tell_on_which_cpus_events_and_packets_were_lost()
    {
        IReadOnlyList<LossOfCpu> lost = [new LossOfCpu("cpu 3", 1200, 0), new LossOfCpu("cpu 0", 4, 2)];
        var interval = new IntervalView("db-1", "ftrace", "fra", "1min", Now.AddMinutes(-2), "published", 10, 10, 1204, 0, 0, 5, [], []) { LostByCpu = lost, LostPackets = 2 };
        var quiet = interval with { Start = Now.AddMinutes(-1), Lost = 0, LostPackets = 0, LostByCpu = [] };

        var lines = Printed(200, screen =>
        {
            FleetTables.PrintSources(screen, View(Source() with { LostByCpu = lost, LostPackets = 3 }));
            FleetTables.PrintLosses(screen, [quiet, interval], Now);
        });

        Assert.Contains("ftrace on db-1 lost in this run: cpu 3 1,200 · cpu 0 4 and 2 packets · 1 packet", lines);
        Assert.Matches(":58:00 +db-1 +ftrace +1,204 +2 +cpu 3 1,200 · cpu 0 4 and 2 packets", Assert.Single(lines, line => line.Contains(":58:00", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains(":59:00  ", StringComparison.Ordinal) && line.Contains("1min", StringComparison.Ordinal));
    }

    [Fact]
    public void Chunks_in_every_state_fit_a_narrow_screen_and_their_reasons_stand_below()
    {
        string[] states = ["lost", "set aside", "counted", "offered", "closed", "recording"];
        var chunks = states.Select((state, number) => new ChunkView(
            "db-1", "ftrace", 1_795_487_484_753, 100_000 + number, Now.AddSeconds(-100 + (10 * number)), state == "recording" ? null : Now.AddSeconds(-90 + (10 * number)), 250_000_000, state, number == 1 ? 3 : 0,
            state == "closed" ? 12_000_000 : null, number switch { 0 => "the spool's disk is full", 1 => "cpu0.pages: damaged", _ => "" })).ToList();

        var lines = Printed(Narrow, screen => ChunkTables.Print(screen, chunks, Now));

        Assert.All(lines, line => Assert.InRange(line.Length, 0, Narrow));
        Assert.Contains("ftrace on db-1, run 1795487484753", lines);
        foreach (var state in states) Assert.Contains(lines, line => line.Contains(state, StringComparison.Ordinal) && line.Contains("238.4 MiB", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("100004", StringComparison.Ordinal) && line.Contains("11.4 MiB", StringComparison.Ordinal));
        Assert.Contains("chunk 100000, lost: the spool's disk is full", lines);
        Assert.Matches("100005 .* 50 s ", Assert.Single(lines, line => line.Contains("recording", StringComparison.Ordinal)));
    }

    [Fact]
    public void Runs_of_both_recorders_have_tables_of_their_own()
    {
        ChunkView[] chunks = [Chunk("lttng", 7), Chunk("ftrace", 9), Chunk("ftrace", 8)];

        var lines = Printed(Narrow, screen => ChunkTables.Print(screen, chunks, Now));

        Assert.Equal(["ftrace on db-1, run 8", "ftrace on db-1, run 9", "lttng on db-1, run 7"], lines.Where(line => line.Contains("run", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains("compressed", StringComparison.Ordinal));
    }

    private static ChunkView Chunk(string recorder, long run) => new("db-1", recorder, run, 0, Now.AddSeconds(-20), Now.AddSeconds(-10), 100, "closed", 0);

    private static SourceView Source() => new(
        "db-1", "ftrace", "fra", "db-1:9471", "recording", Now.AddHours(-1), 31, 2, 12 << 20, 1_000_000_123, 1_000_000_000, 123, 1, Now.AddMinutes(-1), 61);

    private static FleetView View(params SourceView[] sources) => new(Now, [], [], sources, [], [], []);

    private static string[] Sources(int width) => Printed(width, screen => FleetTables.PrintSources(screen, View(Source())));

    private static string[] Printed(int width, Action<IAnsiConsole> print)
    {
        var output = new StringWriter();
        var screen = Tables.Plain(output);
        screen.Profile.Width = width;
        print(screen);
        return output.ToString().Split('\n');
    }
}
