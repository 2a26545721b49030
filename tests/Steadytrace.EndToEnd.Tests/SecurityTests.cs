using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Metrics.Trust;
using Steadytrace.Testing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.EndToEnd.Tests;

/// <summary>A cluster of two real processes with TLS, and a person at a terminal.</summary>
public sealed class SecurityTests : IAsyncLifetime
{
    private const string Token = "hunter2-token-hunter2", Password = "hunter2-password-hunter2";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "steadytrace.dll");
    private readonly TemporaryFolder _folder = new();
    private readonly int[] _ports = FreePort.Several(5);
    private readonly List<ServerProcess> _nodes = [];
    private readonly TestAuthority _fleet;

    public SecurityTests() => _fleet = TestAuthority.Make(_folder["fleet"]);

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder["token"], Token + "\n");
        await File.WriteAllTextAsync(_folder["password"], Password + "\n");
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.StopAsync(TimeSpan.FromSeconds(60));
            await node.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task A_cluster_with_TLS_works_tells_no_secret_listens_on_loopback_and_lets_nobody_in_without_the_token()
    {
        Start("one", http: _ports[0], cluster: _ports[1], "aggregator", "console");
        Start("two", http: _ports[2], cluster: _ports[3], "tracer", "parser");
        using var http = Client(_fleet.File, Token);
        var fleet = new FleetClient(http);

        // It works: members, and chunks counted that went through the spool of one and the aggregator of the other.
        await Eventually.HoldsAsync(async () => await TryAsync(async () => (await fleet.ViewAsync(default)) is { Nodes: [{ Status: "up" }, { Status: "up" }], Pools: [{ Chunks: > 0 }] }), Said("a cluster that counts"), Patience);

        await NobodyGetsInAsync();
        await EverySocketIsLocalAsync();
        await NoSecretIsToldAsync(http);
    }

    private async Task NobodyGetsInAsync()
    {
        string[] shown = ["cluster", "show", "--node", $"https://127.0.0.1:{_ports[0]}"];
        Assert.Contains("aggregator", await RunAsync([.. shown, "--authority", _fleet.File, "--token-file", _folder["token"]]), StringComparison.Ordinal);

        // No proxy gets the token to read: this one does not even answer.
        var proxied = new Dictionary<string, string?> { ["http_proxy"] = "http://127.0.0.1:1", ["https_proxy"] = "http://127.0.0.1:1" };
        Assert.Contains("aggregator", await RunAsync([.. shown, "--authority", _fleet.File, "--token-file", _folder["token"]], proxied), StringComparison.Ordinal);

        Assert.Contains("credential is needed", await FailAsync([.. shown, "--authority", _fleet.File]), StringComparison.Ordinal);
        Assert.Contains("certificate", await FailAsync([.. shown, "--token-file", _folder["token"]]), StringComparison.Ordinal);
        var stranger = TestAuthority.Make(_folder["stranger"]);
        Assert.Contains("certificate", await FailAsync([.. shown, "--authority", stranger.File, "--token-file", _folder["token"]]), StringComparison.Ordinal);

        using var noToken = Client(_fleet.File, token: null);
        foreach (var path in new[] { "/", "/metrics", "/api/v1/fleet", $"https://127.0.0.1:{_ports[2]}/chunks/replay/1/1/metadata" })
        {
            using var refused = await noToken.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var health = await noToken.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);

        // No answer without TLS.
        using var plain = new HttpClient();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => plain.GetAsync($"http://127.0.0.1:{_ports[0]}/health/live"));
    }

    private async Task EverySocketIsLocalAsync()
    {
        foreach (var node in _nodes)
        {
            var listening = await ListeningAsync(node.Id);
            // The cluster's port and HTTP.
            Assert.Equal(2, listening.Count);
            Assert.All(listening, address => Assert.True(IPAddress.IsLoopback(address), $"{address}"));
        }
    }

    private async Task NoSecretIsToldAsync(HttpClient http)
    {
        var variables = Variables("three", _ports[4], _ports[4], "aggregator");
        var told = new Dictionary<string, string>
        {
            ["config show"] = await RunAsync(["config", "show", "--role", "aggregator"], variables),
            ["config show --json"] = await RunAsync(["config", "show", "--json"], variables),
            ["config check"] = await RunAsync(["config", "check", "--json"], variables),
            ["a mistake"] = await FailAsync(["config", "check"], new(variables) { ["STEADYTRACE__RABBITMQ__URI"] = $"amqp://me:{Password}@broker", ["STEADYTRACE__INTERVAL"] = "nonsense" }),
            ["a password as an argument"] = await FailAsync(["up", "--rabbitmq", $"amqp://me:{Password}@broker"]),
            ["the API"] = await http.GetStringAsync("/api/v1/fleet"),
            ["/metrics"] = await http.GetStringAsync("/metrics"),
        };
        foreach (var node in _nodes)
        {
            told[$"arguments of {node.Id}"] = await File.ReadAllTextAsync($"/proc/{node.Id}/cmdline");
            await node.StopAsync(TimeSpan.FromSeconds(60));
        }

        // All that both nodes have said from their start to their end, with every level of the log and every stack.
        foreach (var name in new[] { "one", "two" }) told[$"log of {name}"] = await File.ReadAllTextAsync(_folder[$"{name}.log"]);

        Assert.Contains("rabbitmq", told["config show"], StringComparison.Ordinal);
        Assert.Matches(@"steadytrace_publisher_connected(\{[^}]*\})? 0", told["/metrics"]);
        Assert.Contains("cannot be reached", told["log of one"], StringComparison.Ordinal);
        foreach (var (where, text) in told)
        {
            Assert.NotEmpty(text);
            foreach (var secret in SecretLines().Append(Token).Append(Password)) Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{where} tells a secret:\n{text}");
        }
    }

    /// <summary>What is between the first line and the last of each node's private key.</summary>
    private IEnumerable<string> SecretLines() => Directory.EnumerateFiles(_folder["fleet"], "*.key", SearchOption.AllDirectories)
        .SelectMany(file => File.ReadAllLines(file).Where(line => !line.StartsWith('-')));

    private void Start(string name, int http, int cluster, params string[] roles)
    {
        var roleOptions = string.Join(' ', roles.Select(role => $"--role {role}"));
        // To a file: all of it is read in the end.
        _nodes.Add(ServerProcess.Start("bash", ["-c", $"exec dotnet '{Program}' node --verbose {roleOptions} > '{_folder[$"{name}.log"]}' 2>&1"], Variables(name, http, cluster, roles), _folder.Path));
    }

    private Dictionary<string, string?> Variables(string name, int http, int cluster, params string[] roles)
    {
        var (certificate, key) = _fleet.Sign("127.0.0.1");
        return new Dictionary<string, string?>
        {
            ["STEADYTRACE__HOST"] = name,
            ["STEADYTRACE__INTERVAL"] = "1sec",
            ["STEADYTRACE__LOG__LEVEL"] = "verbose",
            ["STEADYTRACE__HTTP__LISTEN"] = $"127.0.0.1:{http}",
            ["STEADYTRACE__HTTP__TOKEN"] = roles.Contains("tracer") ? Token : null,
            ["STEADYTRACE__HTTP__TOKEN_FILE"] = roles.Contains("tracer") ? null : _folder["token"],
            ["STEADYTRACE__HTTP__ASK_TOKEN"] = "everybody",
            ["STEADYTRACE__CLUSTER__PORT"] = $"{cluster}",
            ["STEADYTRACE__CLUSTER__SEEDS"] = $"127.0.0.1:{_ports[1]}",
            ["STEADYTRACE__TLS__CERTIFICATE"] = certificate,
            ["STEADYTRACE__TLS__KEY"] = key,
            ["STEADYTRACE__TLS__AUTHORITY"] = _fleet.File,
            ["STEADYTRACE__TRACER__RECORDERS"] = "replay",
            ["STEADYTRACE__TRACER__CHUNK_LENGTH"] = "1s",
            ["STEADYTRACE__TRACER__SPOOL__DIRECTORY"] = _folder[$"{name}-spool"],
            ["STEADYTRACE__PARSER__WORK_DIRECTORY"] = _folder[$"{name}-work"],
            // Nobody listens there: what fails, tells most.
            ["STEADYTRACE__RABBITMQ__URI"] = $"amqps://me@127.0.0.1:{_ports[4]}",
            ["STEADYTRACE__RABBITMQ__PASSWORD_FILE"] = _folder["password"],
        };
    }

    private HttpClient Client(string authority, string? token)
    {
        var http = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = Authority.Read(authority).Policy(PeerPurpose.Server) } })
        {
            BaseAddress = new Uri($"https://127.0.0.1:{_ports[0]}/"), Timeout = TimeSpan.FromSeconds(30),
        };
        if (token is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    private string Said(string what) => $"{what}; logs in {_folder.Path}";

    private static async Task<bool> TryAsync(Func<Task<bool>> look)
    {
        try
        {
            return await look();
        }
        catch (FleetRequestException)
        {
            return false;
        }
    }

    private static Task<string> RunAsync(string[] arguments, Dictionary<string, string?>? variables = null) =>
        ServerProcess.RunAsync("dotnet", [Program, .. arguments], variables ?? [], AppContext.BaseDirectory, Patience);

    /// <summary>What it says when it fails.</summary>
    private static async Task<string> FailAsync(string[] arguments, Dictionary<string, string?>? variables = null)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(arguments, variables));
        // The command line is the test's own word in the message, and holds the secret where that is tried.
        return failure.Message[failure.Message.IndexOf("last output:", StringComparison.Ordinal)..];
    }

    /// <summary>Addresses on which a process listens.</summary>
    private static async Task<List<IPAddress>> ListeningAsync(int process)
    {
        var sockets = Directory.GetFiles($"/proc/{process}/fd").Select(file => new FileInfo(file).LinkTarget ?? "").ToHashSet();
        var found = new List<IPAddress>();
        foreach (var table in new[] { "tcp", "tcp6" })
        {
            foreach (var line in (await File.ReadAllLinesAsync($"/proc/{process}/net/{table}")).Skip(1))
            {
                var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words[3] == "0A" && sockets.Contains($"socket:[{words[9]}]")) found.Add(AddressOf(words[1].Split(':')[0]));
            }
        }

        return found;
    }

    /// <summary>The kernel writes each 32 bits as a number of the machine's own byte order.</summary>
    private static IPAddress AddressOf(string hex)
    {
        var bytes = hex.Chunk(8).SelectMany(word => BitConverter.GetBytes(uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture))).ToArray();
        var address = new IPAddress(bytes);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
