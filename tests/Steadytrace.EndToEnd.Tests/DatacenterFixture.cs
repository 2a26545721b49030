using System.Globalization;
using Microsoft.Playwright;
using Steadytrace.Testing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.EndToEnd.Tests;

/// <summary>
/// A whole datacenter on loopback: a real broker, real carbon and graphite-web, a real traced C program under a real session daemon; a tracer, a
/// parser and an aggregator (with console and bridge), each a process of its own. The program calls its tracepoint over several rotations,
/// the broker is stopped and started meanwhile, then the tracer is paused and everything is published.
/// </summary>
public sealed class DatacenterFixture : IAsyncLifetime
{
    /// <summary>The tracer's host and the datacenter, as in metrics.</summary>
    public const string Tail = "lab.tracer-1";

    private const string Token = "a-token-of-the-tests-own";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly TemporaryFolder _folder = new();
    private readonly List<IAsyncDisposable> _running = [];
    private readonly ChromiumBrowser _chromium = new();

    internal SteadytraceNode Tracer { get; private set; } = null!;

    internal SteadytraceNode Parser { get; private set; } = null!;

    internal SteadytraceNode Aggregator { get; private set; } = null!;

    public QueueReader Reader { get; private set; } = null!;

    public GraphiteWeb Graphite { get; private set; } = null!;

    /// <summary>Calls that the program says it made.</summary>
    public long Calls { get; private set; }

    /// <summary>Events in all chunks together, as babeltrace2 counts them.</summary>
    public long Recorded { get; private set; }

    /// <summary>When the first interval began and the last ended, Unix seconds.</summary>
    public (long From, long Until) Span { get; private set; }

    /// <summary>Rotations while the program ran.</summary>
    public int Rotations { get; private set; }

    /// <summary>What <c>cluster show</c> printed, and <c>pool scale</c> while chunks were counted.</summary>
    public string ClusterShown { get; private set; } = "";

    public string PoolScaled { get; private set; } = "";

    /// <summary>Events of each published interval with any that the console's page showed while the program still ran, by the interval's begin in Unix seconds.</summary>
    public IReadOnlyDictionary<long, long> OnThePage { get; private set; } = new Dictionary<long, long>();

    public IBrowser Browser => _chromium.Browser;

    public async Task InitializeAsync()
    {
        await _chromium.InitializeAsync();
        var broker = await StartAsync(RabbitMqServer.StartNewAsync());
        Graphite = await StartAsync(GraphiteWeb.StartNewAsync());
        Reader = await StartAsync(QueueReader.OpenAsync(broker.Uri, "test.reader"));
        var place = await StartAsync(LttngSessionDaemon.StartAsync());
        using var program = new TracedProgram();
        await StartNodesAsync(broker, place);

        await using (var traced = await program.StartAsync(place))
        {
            for (var burst = 0; burst < 6; burst++)
            {
                Calls = await traced.CallAsync(20_000);
                var chunks = await ChunksRecordedAsync();
                if (burst == 2) await broker.StopAsync();
                if (burst == 3) ClusterShown = await Aggregator.CommandAsync("cluster", "show");
                if (burst == 3) PoolScaled = await Aggregator.CommandAsync("pool", "scale", await AddressOfAsync("parser"), "3");
                if (burst == 4) await broker.StartAsync();
                await Eventually.HoldsAsync(async () => await ChunksRecordedAsync() > chunks, "the next rotation", Patience);
                Rotations++;
            }

            OnThePage = await ReadPageAsync();
        }

        // Paused, the recorder has closed its last chunk; what was recorded is then counted and published to its end.
        await Aggregator.CommandAsync("tracer", "pause", "tracer-1");
        await Eventually.HoldsAsync(async () => (await SourceAsync())?.State == "paused", "the tracer's pause", Patience);
        foreach (var chunk in await KeptOnceAllDecidedAsync()) Recorded += await Babeltrace.CountAsync(chunk);
        await Eventually.HoldsAsync(() => Events() >= Recorded, $"publication of {Recorded} events", Patience);
        var times = Reader.Last.Keys.Select(key => key.UnixSeconds).ToList();
        Span = (times.Min(), times.Max() + 1);
    }

    public async Task DisposeAsync()
    {
        await _chromium.DisposeAsync();
        foreach (var running in Enumerable.Reverse(_running)) await running.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Sum of the published events.</summary>
    public double Events() => Reader.Sum(name => name.StartsWith("1sec.lttng.events.", StringComparison.Ordinal));

    private async Task StartNodesAsync(RabbitMqServer broker, LttngSessionDaemon place)
    {
        var ports = FreePort.Several(6);
        var seed = $"127.0.0.1:{ports[3]}";
        Dictionary<string, string?> Environment(string host, int number) => new()
        {
            ["STEADYTRACE__HOST"] = host,
            ["STEADYTRACE__DATACENTER"] = "lab",
            ["STEADYTRACE__INTERVAL"] = "1sec",
            ["STEADYTRACE__HTTP__LISTEN"] = $"127.0.0.1:{ports[number]}",
            ["STEADYTRACE__HTTP__TOKEN"] = Token,
            ["STEADYTRACE__CLUSTER__PORT"] = $"{ports[3 + number]}",
            ["STEADYTRACE__CLUSTER__SEEDS"] = seed,
            ["STEADYTRACE__RABBITMQ__URI"] = broker.Uri.AbsoluteUri,
            ["STEADYTRACE__CARBON__ADDRESS"] = $"127.0.0.1:{Graphite.Carbon.PicklePort}",
        };

        var aggregator = Environment("aggregator-1", 0);
        var tracer = Environment("tracer-1", 1);
        foreach (var (name, value) in place.Variables) tracer[name] = value;
        tracer["STEADYTRACE__TRACER__RECORDERS"] = "lttng";
        tracer["STEADYTRACE__TRACER__LTTNG__DOMAIN"] = "user";
        tracer["STEADYTRACE__TRACER__LTTNG__COMMAND"] = place.Command;
        tracer["STEADYTRACE__TRACER__LTTNG__DAEMON_COMMAND"] = place.DaemonCommand;
        tracer["STEADYTRACE__TRACER__SPOOL__DIRECTORY"] = _folder["spool"];
        tracer["STEADYTRACE__TRACER__SPOOL__KEEP_BYTES"] = "1GiB";

        Aggregator = Started(0, aggregator, "--role", "aggregator", "--role", "console", "--role", "bridge");
        Tracer = Started(1, tracer, "--role", "tracer");
        Parser = Started(2, Environment("parser-1", 2), "--role", "parser");
        foreach (var node in new[] { Aggregator, Tracer, Parser }) await node.UntilReadyAsync();

        SteadytraceNode Started(int number, Dictionary<string, string?> environment, params string[] arguments)
        {
            var node = SteadytraceNode.Start(ports[number], ["node", .. arguments], environment, _folder.Path);
            _running.Add(node);
            return node;
        }
    }

    /// <summary>The page shows the latest intervals only: it is looked at until one of those that have events is published.</summary>
    private async Task<IReadOnlyDictionary<long, long>> ReadPageAsync()
    {
        var page = await Browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1400, Height = 1400 } });
        await page.GotoAsync(Aggregator.Address.AbsoluteUri);
        Dictionary<long, long> shown = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                // In one step of the page's own, which goes on being redrawn.
                var rows = await page.EvaluateAsync<string[]>(
                    """() => [...document.querySelectorAll("[data-testid=interval]")].map(row => [row.dataset.start, row.querySelector(".state").innerText.trim(), row.querySelector("[data-testid=events]").innerText].join("|"))""");
                shown = rows.Select(row => row.Split('|')).Where(row => row[1] == "published")
                    .ToDictionary(row => long.Parse(row[0], CultureInfo.InvariantCulture), row => long.Parse(string.Concat(row[2].Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture));
                return shown.Values.Any(events => events > 0);
            },
            "a published interval with events on the page", Patience);
        if (System.Environment.GetEnvironmentVariable("STEADYTRACE_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "datacenter.png"), FullPage = true });
        await page.CloseAsync();
        return shown.Where(interval => interval.Value > 0).ToDictionary();
    }

    private async Task<T> StartAsync<T>(Task<T> starting) where T : IAsyncDisposable
    {
        var started = await starting;
        _running.Add(started);
        return started;
    }

    private async Task<Cluster.Fleet.SourceView?> SourceAsync() => (await Aggregator.Fleet.ViewAsync(CancellationToken.None)).Sources.FirstOrDefault(source => source.Recorder == "lttng");

    private async Task<string> AddressOfAsync(string role) => (await Aggregator.Fleet.ViewAsync(CancellationToken.None)).Nodes.Single(node => node.Roles.Contains(role)).Node;

    private async Task<long> ChunksRecordedAsync()
    {
        var newest = (await Aggregator.Fleet.ChunksAsync("tracer-1", 1000, CancellationToken.None)).Where(chunk => chunk.End is null).Select(chunk => chunk.Number);
        return newest.DefaultIfEmpty(0).Max();
    }

    private async Task<IReadOnlyList<string>> KeptOnceAllDecidedAsync()
    {
        await Eventually.HoldsAsync(async () => await SourceAsync() is { Undecided: 0 }, "all chunks' verdicts", Patience);
        return Directory.GetDirectories(_folder["spool/lttng/kept"]);
    }
}
