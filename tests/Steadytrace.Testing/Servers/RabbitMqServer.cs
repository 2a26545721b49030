namespace Steadytrace.Testing.Servers;

/// <summary>A RabbitMQ broker of the test's own: ports, data, cookie and port mapper are its own and go with it.</summary>
/// <remarks>Needs Debian's rabbitmq-server. The mapper (epmd) is started as a child first, so that the broker finds it and leaves no daemon behind.</remarks>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private const string Programs = "/usr/lib/rabbitmq/bin";

    // A boot takes some eight seconds of a processor: where many share it, and a boot among nodes that start as well, minutes.
    private static readonly TimeSpan BootTime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly ServerPlace _place;
    private readonly Dictionary<string, string?> _environment;
    private readonly int _port;
    private readonly int _mapperPort;
    private ServerProcess? _mapper;
    private ServerProcess? _broker;

    private RabbitMqServer(ServerPlace place, (string Certificate, string Key, string Authority)? tls)
    {
        _place = place;
        var ports = FreePort.Several(3);
        (_port, _mapperPort) = (ports[0], ports[1]);
        File.WriteAllText(_folder["rabbitmq.conf"], $"{(tls is null ? $"listeners.tcp.1 = {place.Address}:{_port}" : Listener(tls.Value, place, _port))}\nloopback_users = none\nlog.console.level = warning\n");
        File.WriteAllText(_folder["environment.conf"], "");
        File.WriteAllText(_folder["plugins"], "[].");
        _environment = new Dictionary<string, string?>
        {
            ["HOME"] = _folder.Path,
            ["ERL_EPMD_PORT"] = $"{_mapperPort}",
            ["RABBITMQ_NODENAME"] = $"steadytrace{_port}@localhost",
            ["RABBITMQ_NODE_PORT"] = null,
            ["RABBITMQ_DIST_PORT"] = $"{ports[2]}",
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2",
            ["RABBITMQ_CONF_ENV_FILE"] = _folder["environment.conf"],
            ["RABBITMQ_CONFIG_FILE"] = _folder["rabbitmq.conf"],
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = _folder["plugins"],
            ["RABBITMQ_MNESIA_BASE"] = _folder["data"],
            ["RABBITMQ_LOG_BASE"] = _folder["log"],
            ["RABBITMQ_PID_FILE"] = _folder["pid"],
            ["RABBITMQ_LOGS"] = "-",
        };
        Uri = new Uri($"amqp{(tls is null ? "" : "s")}://guest:guest@{place.Address}:{_port}/");
    }

    /// <summary>Its address, with user and password; the same after each start.</summary>
    public Uri Uri { get; }

    /// <summary>Starts a new, empty broker.</summary>
    /// <param name="place">Null: on loopback.</param>
    public static Task<RabbitMqServer> StartNewAsync(ServerPlace? place = null) => StartNewAsync(place ?? ServerPlace.Loopback, tls: null);

    /// <summary>Starts a new, empty broker on loopback that listens for TLS alone, and asks who calls for a certificate.</summary>
    /// <param name="files">Its own certificate and private key, PEM files.</param>
    /// <param name="authority">Who must have signed the callers' certificates.</param>
    public static Task<RabbitMqServer> StartSecureAsync((string Certificate, string Key) files, string authority) => StartNewAsync(ServerPlace.Loopback, (files.Certificate, files.Key, authority));

    private static async Task<RabbitMqServer> StartNewAsync(ServerPlace place, (string Certificate, string Key, string Authority)? tls)
    {
        var server = new RabbitMqServer(place, tls);
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the broker with the data that it has.</summary>
    public async Task StartAsync()
    {
        if (_broker is { HasEnded: false }) return;
        _mapper ??= _place.Start("epmd", ["-port", $"{_mapperPort}", "-address", _place.Address], _environment, _folder.Path);
        await _mapper.UntilAsync(() => _place.ListensAsync(_mapperPort), "the port mapper listens", StopTime);
        _broker = _place.Start($"{Programs}/rabbitmq-server", [], _environment, _folder.Path);
        await _broker.UntilAsync(() => _place.ListensAsync(_port), "the broker listens", BootTime);
    }

    /// <summary>Stops the broker in order; its data stays.</summary>
    public Task StopAsync() => EndAsync(broker => broker.StopAsync(StopTime));

    /// <summary>Kills the broker; what it had written stays.</summary>
    public Task KillAsync() => EndAsync(broker => broker.KillAsync());

    /// <summary>Stops in order and starts again.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Runs the broker's own command: <c>ControlAsync("delete_queue", "name")</c>. Takes a second or two.</summary>
    /// <returns>What it wrote.</returns>
    public Task<string> ControlAsync(params string[] arguments) =>
        _place.RunAsync($"{Programs}/rabbitmqctl", ["--quiet", .. arguments], _environment, _folder.Path, StopTime);

    /// <summary>Ends broker and mapper and deletes their folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_mapper is not null) await _mapper.DisposeAsync();
        _folder.Dispose();
    }

    private static string Listener((string Certificate, string Key, string Authority) tls, ServerPlace place, int port) =>
        $"""
        listeners.tcp = none
        listeners.ssl.1 = {place.Address}:{port}
        ssl_options.cacertfile = {tls.Authority}
        ssl_options.certfile = {tls.Certificate}
        ssl_options.keyfile = {tls.Key}
        ssl_options.verify = verify_peer
        ssl_options.fail_if_no_peer_cert = true
        """;

    private async Task EndAsync(Func<ServerProcess, Task> end)
    {
        if (Interlocked.Exchange(ref _broker, null) is not { } broker) return;
        await using (broker) await end(broker);
    }
}
