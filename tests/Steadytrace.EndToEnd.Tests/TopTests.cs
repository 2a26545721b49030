using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Steadytrace.Testing;

namespace Steadytrace.EndToEnd.Tests;

/// <summary><c>steadytrace top</c> beside a node that records this kernel, and alone.</summary>
public sealed class TopTests : IDisposable
{
    private const string Instances = "/sys/kernel/tracing/instances";

    // The other screen of a terminal, and back.
    private const string TakesTheScreen = "\e[?1049h", GivesItBack = "\e[?1049l";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TracefsFact]
    public async Task What_it_shows_live_is_what_is_published_later()
    {
        var port = FreePort.Next();
        await using var up = SteadytraceNode.Start(
            port, ["up", "--port", $"{port}", "--spool", _folder["spool"], "--interval", "10sec", "--host", "shown", "--datacenter", "ams", "--recorder", "ftrace"],
            new Dictionary<string, string?> { ["STEADYTRACE__METRICS__PROCESS_GROUPS"] = "", ["STEADYTRACE__METRICS__MAX_PROCESS_NAMES"] = "100000" }, _folder.Path);
        await up.UntilReadyAsync();

        var looks = Looks(await up.CommandAsync("top", "--json", "--batch", "2", "--interval", "10sec", "--exact", "--rows", "1000000"));

        Assert.Equal(2, looks.Count);
        foreach (var look in looks)
        {
            Assert.True(look.GetProperty("complete").GetBoolean());
            Assert.True(look.GetProperty("settled").GetBoolean());
            var second = look.GetProperty("start").GetDateTimeOffset().ToUnixTimeSeconds();
            await Eventually.HoldsAsync(async () => await PublishedAsync(up, "10sec.ftrace.ledger.counted.ams.shown", second) is not null, $"the interval of {second} published", Patience);
            Assert.Equal(await PublishedAsync(up, "10sec.ftrace.ledger.counted.ams.shown", second), look.GetProperty("events").GetInt64());
            Assert.Equal(await PublishedAsync(up, "10sec.ftrace.ledger.lost.ams.shown", second), look.GetProperty("lost").GetInt64());
            var events = Rows(look, "byEvent");
            Assert.NotEmpty(events);
            foreach (var (name, type, count) in events) Assert.Equal(count, await PublishedAsync(up, $"10sec.ftrace.events.{type}.{name}.ams.shown", second));
            Assert.Equal(look.GetProperty("events").GetInt64(), Rows(look, "processes").Sum(row => row.Events));
            await ProcessesAgreeAsync(up, look, second);
        }

        Assert.Equal(looks[0].GetProperty("start").GetDateTimeOffset().AddSeconds(10), looks[1].GetProperty("start").GetDateTimeOffset());
        await up.InterruptAsync();
    }

    [TracefsFact]
    public async Task Where_no_node_answers_it_records_this_machine_and_leaves_nothing_behind()
    {
        var before = Recorded();
        var settings = new Dictionary<string, string?> { ["STEADYTRACE__HOST"] = "alone" };

        var look = Looks(await SteadytraceNode.RunAsync(settings, "top", "--local", "--json", "--once")).Single();

        Assert.Equal("alone", look.GetProperty("sources")[0].GetProperty("host").GetString());
        Assert.True(look.GetProperty("events").GetInt64() > 0);
        Assert.Contains("sched_switch", Rows(look, "byEvent").Select(row => row.Name));
        Assert.Empty(Recorded().Except(before));
        Assert.False(Directory.Exists("/var/lib/steadytrace/top-1"), "its spool is gone");
    }

    [TracefsFact]
    public async Task On_a_terminal_it_takes_keys_and_gives_the_screen_back()
    {
        var before = Recorded();
        var start = new ProcessStartInfo("script", ["-qefc", $"stty rows 40 cols 120; dotnet '{SteadytraceNode.Program}' top --local", "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        (start.Environment["TERM"], start.Environment["STEADYTRACE__HOST"]) = ("xterm", "alone");
        using var terminal = Process.Start(start)!;
        try
        {
            var screen = new StringBuilder();
            var reading = ReadAsync(terminal.StandardOutput, screen);

            await ShowsAsync(screen, "PROCESS");
            Assert.DoesNotContain("sched_switch", Shown(screen), StringComparison.Ordinal);
            await terminal.StandardInput.WriteAsync('e');
            await ShowsAsync(screen, "sched_switch");
            await terminal.StandardInput.WriteAsync('q');
            using var patience = new CancellationTokenSource(Patience);
            await terminal.WaitForExitAsync(patience.Token);
            await reading;

            Assert.Equal(0, terminal.ExitCode);
            Assert.Equal(1, Shown(screen).Split(TakesTheScreen).Length - 1);
            Assert.Contains(GivesItBack, Shown(screen).Split(TakesTheScreen)[1], StringComparison.Ordinal);
            Assert.Empty(Recorded().Except(before));
        }
        finally
        {
            if (!terminal.HasExited) terminal.Kill(entireProcessTree: true);
        }
    }

    [LttngFact]
    public async Task A_live_session_of_lttng_is_shown_by_its_address()
    {
        await using var place = await LttngSessionDaemon.StartAsync();
        await using var relay = await LttngRelayDaemon.StartAsync(place);
        using var source = new TracedProgram();
        await relay.RecordAsync("shown");
        await using var program = await source.StartAsync(place);
        await program.CallAsync(1);
        using var over = new CancellationTokenSource();
        var calling = CallAsync(program, over.Token);

        var look = Looks(await SteadytraceNode.RunAsync(new Dictionary<string, string?>(), "top", relay.AddressOf("shown"), "--json", "--once")).Single();
        await over.CancelAsync();
        await calling;

        Assert.True(look.GetProperty("settled").GetBoolean());
        Assert.True(look.GetProperty("events").GetInt64() > 0);
        Assert.Equal([TracedProgram.Event], Rows(look, "byEvent").Select(row => row.Name));
    }

    private static async Task ReadAsync(StreamReader from, StringBuilder screen)
    {
        var some = new char[4096];
        while (await from.ReadAsync(some) is > 0 and var read)
        {
            lock (screen) screen.Append(some, 0, read);
        }
    }

    private static string Shown(StringBuilder screen)
    {
        lock (screen) return screen.ToString();
    }

    private static Task ShowsAsync(StringBuilder screen, string text) => Eventually.HoldsAsync(() => Shown(screen).Contains(text, StringComparison.Ordinal), $"{text} on the screen", Patience);

    private static async Task CallAsync(CallingProcess program, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await program.CallAsync(10);
            await Task.Delay(50, CancellationToken.None);
        }
    }

    /// <summary>Names that fall together in metrics are added up there.</summary>
    private static async Task ProcessesAgreeAsync(SteadytraceNode up, JsonElement look, long second)
    {
        foreach (var named in Rows(look, "processes").GroupBy(row => string.Concat(row.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'))))
            Assert.Equal((named.Key, named.Sum(row => row.Events)), (named.Key, await PublishedAsync(up, $"10sec.ftrace.procname.{named.Key}.ams.shown", second) ?? -1));
    }

    private static async Task<long?> PublishedAsync(SteadytraceNode up, string metric, long second) =>
        (await up.Fleet.SeriesAsync(metric, CancellationToken.None))?.Points.Where(point => point.UnixSeconds == second).Select(point => (long?)point.Value).FirstOrDefault();

    private static List<JsonElement> Looks(string output) =>
        [.. output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement)];

    private static List<(string Name, string Type, long Events)> Rows(JsonElement look, string kind) =>
        [.. look.GetProperty(kind).EnumerateArray().Select(row => (row.GetProperty("name").GetString()!, row.TryGetProperty("type", out var type) ? type.GetString()! : "", row.GetProperty("events").GetInt64()))];

    private static List<string> Recorded() =>
        Directory.Exists(Instances) ? [.. Directory.GetDirectories(Instances).Where(path => Path.GetFileName(path).StartsWith("steadytrace", StringComparison.Ordinal))] : [];
}
