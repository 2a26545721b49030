using System.Net.Http.Json;
using System.Text.Json;

namespace Steadytrace.Testing.Servers;

/// <summary>A graphite-web of the test's own before a <see cref="CarbonCache"/> of its own.</summary>
/// <remarks>Needs Debian's graphite-web and graphite-carbon. Answers are never cached.</remarks>
public sealed class GraphiteWeb : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string Settings = "steadytrace_test_settings";
    private const int MaxTries = 20;
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(240);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly int _port = FreePort.Next();
    private CarbonCache? _carbon;
    private ServerProcess? _process;

    private GraphiteWeb() => Address = new Uri($"http://127.0.0.1:{_port}/");

    /// <summary>Its address.</summary>
    public Uri Address { get; }

    /// <summary>The carbon whose metrics it draws.</summary>
    public CarbonCache Carbon => _carbon ?? throw new InvalidOperationException("not started");

    /// <summary>Starts carbon and graphite-web, both empty.</summary>
    public static async Task<GraphiteWeb> StartNewAsync()
    {
        var web = new GraphiteWeb();
        try
        {
            web._carbon = await CarbonCache.StartNewAsync();
            await web.StartAsync(web._carbon);
            return web;
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }
    }

    /// <summary>The points of all series that fit the target: start of the slot (Unix seconds) and value; empty slots are left out.</summary>
    /// <param name="target">A name, a pattern (<c>1min.*.events.**</c>), or a function of it.</param>
    /// <param name="fromUnixSeconds">Just before the first slot wanted: Graphite's answer begins after it.</param>
    /// <param name="untilUnixSeconds">End of the last slot wanted.</param>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<long, double>>> RenderAsync(string target, long fromUnixSeconds, long untilUnixSeconds)
    {
        // Carbon makes a file in two steps, and graphite-web fails on one that it meets half made.
        var tries = 0;
        while (true)
        {
            using var answer = await _http.GetAsync(Query(target, fromUnixSeconds, untilUnixSeconds, "json"));
            if (answer.IsSuccessStatusCode) return Points(await answer.Content.ReadFromJsonAsync<JsonElement>());
            if (++tries == MaxTries) throw new HttpRequestException($"graphite-web answered {answer.StatusCode}; its log: {Log("exception.log")}");
        }
    }

    /// <summary>The same as a picture (PNG).</summary>
    public Task<byte[]> DrawAsync(string target, long fromUnixSeconds, long untilUnixSeconds) =>
        _http.GetByteArrayAsync(Query(target, fromUnixSeconds, untilUnixSeconds, "png"));

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await using (_process) await _process.StopAsync(StopTime);
        }

        if (_carbon is not null) await _carbon.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    private static Dictionary<string, IReadOnlyDictionary<long, double>> Points(JsonElement series) =>
        series.EnumerateArray().ToDictionary(
            one => one.GetProperty("target").GetString()!,
            one => (IReadOnlyDictionary<long, double>)one.GetProperty("datapoints").EnumerateArray()
                .Where(point => point[0].ValueKind == JsonValueKind.Number)
                .ToDictionary(point => point[1].GetInt64(), point => point[0].GetDouble()));

    private string Log(string file) => File.Exists(_folder[file]) ? string.Join('\n', File.ReadLines(_folder[file]).TakeLast(12)) : "none";

    private Uri Query(string target, long from, long until, string format) =>
        new(Address, $"render?target={Uri.EscapeDataString(target)}&from={from}&until={until}&format={format}&noCache=1&tz=UTC");

    private async Task StartAsync(CarbonCache carbon)
    {
        File.WriteAllText(_folder[$"{Settings}.py"], $$"""
            STORAGE_DIR = CONF_DIR = LOG_DIR = '{{_folder.Path}}'
            WHISPER_DIR = '{{carbon.WhisperFolder}}'
            STANDARD_DIRS = [WHISPER_DIR]
            INDEX_FILE = '{{_folder["index"]}}'
            CARBONLINK_HOSTS = ['127.0.0.1:{{carbon.QueryPort}}']
            DEFAULT_CACHE_DURATION = 0
            FIND_CACHE_DURATION = 0
            SECRET_KEY = 'of a test'
            DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': '{{_folder["database"]}}' } }

            """);
        var environment = new Dictionary<string, string?>
        {
            ["DJANGO_SETTINGS_MODULE"] = "graphite.settings",
            ["GRAPHITE_SETTINGS_MODULE"] = Settings,
            ["PYTHONPATH"] = _folder.Path,
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            // For the folders of fonts that the drawing library keeps.
            ["HOME"] = _folder.Path,
        };
        await ServerProcess.RunAsync(Python, ["-m", "django", "migrate", "--run-syncdb"], environment, _folder.Path, StartTime);
        _process = ServerProcess.Start(Python, ["-m", "django", "runserver", "--noreload", $"127.0.0.1:{_port}"], environment, _folder.Path);
        await _process.UntilAsync(() => Loopback.ListensAsync(_port), "graphite-web listens", StartTime);
    }
}
