namespace Steadytrace.Testing.Servers;

/// <summary>A carbon-cache of the test's own, with the storage files that ship in <c>docker/graphite</c>.</summary>
/// <remarks>Needs Debian's graphite-carbon. It makes as many files a minute as it is asked to, where carbon's default is 50.</remarks>
public sealed class CarbonCache : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(240);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly ServerPlace _place;
    private ServerProcess? _process;

    private CarbonCache(ServerPlace place)
    {
        _place = place;
        var ports = FreePort.Several(3);
        (LinePort, PicklePort, QueryPort) = (ports[0], ports[1], ports[2]);
        foreach (var folder in (string[])["whisper", "log", "pid"]) Directory.CreateDirectory(_folder[folder]);
        foreach (var file in (string[])["storage-schemas.conf", "storage-aggregation.conf"]) File.Copy(ProjectFiles.Path($"docker/graphite/{file}"), _folder[file]);
        File.WriteAllText(_folder["carbon.conf"], $"""
            [cache]
            STORAGE_DIR = {_folder.Path}
            LOCAL_DATA_DIR = {_folder["whisper"]}
            CONF_DIR = {_folder.Path}
            LOG_DIR = {_folder["log"]}
            PID_DIR = {_folder["pid"]}
            USER =
            ENABLE_LOGROTATION = False
            ENABLE_TAGS = False
            MAX_CREATES_PER_MINUTE = inf
            MAX_UPDATES_PER_SECOND = inf
            LINE_RECEIVER_INTERFACE = {place.Address}
            LINE_RECEIVER_PORT = {LinePort}
            PICKLE_RECEIVER_INTERFACE = {place.Address}
            PICKLE_RECEIVER_PORT = {PicklePort}
            CACHE_QUERY_INTERFACE = {place.Address}
            CACHE_QUERY_PORT = {QueryPort}

            """);
    }

    /// <summary>Where it listens.</summary>
    public string Address => _place.Address;

    /// <summary>Port for lines of text.</summary>
    public int LinePort { get; }

    /// <summary>Port for pickled frames.</summary>
    public int PicklePort { get; }

    /// <summary>Port that graphite-web asks for what is not on disk yet.</summary>
    public int QueryPort { get; }

    /// <summary>Where the metrics' files are.</summary>
    public string WhisperFolder => _folder["whisper"];

    /// <summary>Starts a new, empty carbon.</summary>
    /// <param name="place">Null: on loopback.</param>
    public static async Task<CarbonCache> StartNewAsync(ServerPlace? place = null)
    {
        var carbon = new CarbonCache(place ?? ServerPlace.Loopback);
        try
        {
            await carbon.StartAsync();
            return carbon;
        }
        catch
        {
            await carbon.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts carbon with the files that it has.</summary>
    public async Task StartAsync()
    {
        var environment = new Dictionary<string, string?> { ["PYTHONDONTWRITEBYTECODE"] = "1", ["GRAPHITE_ROOT"] = null, ["GRAPHITE_CONF_DIR"] = null };
        _process = _place.Start("carbon-cache", [$"--config={_folder["carbon.conf"]}", "--nodaemon", "start"], environment, _folder.Path);
        await _process.UntilAsync(async () => await _place.ListensAsync(LinePort) && await _place.ListensAsync(PicklePort) && await _place.ListensAsync(QueryPort), "carbon listens", StartTime);
    }

    /// <summary>Stops carbon in order: it writes its cache to disk first.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _process, null) is not { } process) return;
        await using (process) await process.StopAsync(StopTime);
        // A process that had to be killed leaves its file, and carbon would not start beside it.
        foreach (var file in Directory.GetFiles(_folder["pid"])) File.Delete(file);
    }

    /// <summary>Kills carbon: what was in its cache is lost.</summary>
    public async Task KillAsync()
    {
        if (_process is not null) await _process.KillAsync();
        await StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }
}
