using Steadytrace.Chaos.Lan;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Trust;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Chaos.Nodes;

/// <summary>A node of Steadytrace on a machine of its own, and what systemd is for it: started again whenever it ends.</summary>
internal sealed class SupervisedNode : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100), RestartAfter = TimeSpan.FromSeconds(1), StopsWithin = TimeSpan.FromSeconds(30);
    private readonly LanHost _host;
    private readonly string[] _words;
    private readonly IReadOnlyDictionary<string, string?> _environment;
    private readonly string _folder;
    private readonly CancellationTokenSource _end = new();
    private ServerProcess? _process;
    private TimeSpan? _downFor;
    private Task _supervision = Task.CompletedTask;

    /// <param name="host">Where it runs.</param>
    /// <param name="program">What starts <c>steadytrace</c>.</param>
    /// <param name="roles">Its roles.</param>
    /// <param name="environment">Its settings.</param>
    /// <param name="folder">Its working folder, and its log's: <c>NAME.log</c>.</param>
    public SupervisedNode(LanHost host, IReadOnlyList<string> program, IEnumerable<string> roles, IReadOnlyDictionary<string, string?> environment, string folder)
    {
        (_host, _environment, _folder) = (host, environment, folder);
        // All lives in one file: what a supervisor's journal would hold.
        _words = ["-c", $"exec \"$@\" >> {host.Name}.log 2>&1", "sh", .. program, "node", .. roles.SelectMany(role => new[] { "--role", role })];
        // Asked from another host, a node wants to see the cluster's token.
        var token = new ClusterCredential(environment["STEADYTRACE__HTTP__TOKEN"] ?? "");
        Fleet = new FleetClient(new HttpClient { BaseAddress = new Uri($"http://{host.Address}:9470/"), Timeout = TimeSpan.FromSeconds(10), DefaultRequestHeaders = { Authorization = token.Header } });
    }

    public string Name => _host.Name;

    /// <summary>The cluster, asked over this node.</summary>
    public IFleet Fleet { get; }

    /// <summary>How often it ended by itself, killed by nobody: put out of its cluster, or failed.</summary>
    public int OwnEnds { get; private set; }

    /// <summary>Its log.</summary>
    public string LogPath => Path.Combine(_folder, $"{Name}.log");

    /// <summary>How many nodes of its cluster it sees up, itself included; 0 when it does not answer.</summary>
    public async Task<int> UpAsync(CancellationToken cancellation)
    {
        try
        {
            return (await Fleet.ViewAsync(cancellation)).Nodes.Count(node => node.Status == "up");
        }
        catch (FleetRequestException)
        {
            return 0;
        }
    }

    /// <summary>Starts it for the first time.</summary>
    public void Start()
    {
        StartProcess();
        _supervision = SuperviseAsync();
    }

    /// <summary>Kills its process (SIGKILL), and nothing that it had started; its supervisor waits so long.</summary>
    /// <returns>False: there was none to kill.</returns>
    public async Task<bool> KillAsync(TimeSpan downFor)
    {
        if (_process is not { HasEnded: false } process) return false;
        _downFor = downFor;
        await process.KillAsync(children: false);
        return true;
    }

    /// <summary>Ends it in order, for good.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await _supervision;
        if (_process is { } process) await process.StopAsync(StopsWithin);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _supervision;
        if (_process is { } process) await process.DisposeAsync();
        _end.Dispose();
    }

    private void StartProcess() => _process = _host.Place.Start("sh", _words, _environment, _folder);

    private async Task SuperviseAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            await DelayAsync(Look);
            if (_process is not { HasEnded: true } ended || _end.IsCancellationRequested) continue;
            if (_downFor is null) OwnEnds++;
            await DelayAsync(_downFor ?? RestartAfter);
            _downFor = null;
            if (_end.IsCancellationRequested) continue;
            await ended.DisposeAsync();
            StartProcess();
        }
    }

    private Task DelayAsync(TimeSpan time) => Task.Delay(time, _end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
}
