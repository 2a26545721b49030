using Steadytrace.Cluster.Fleet;
using Steadytrace.Testing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.EndToEnd.Tests;

/// <summary>A running <c>steadytrace up</c> or <c>steadytrace node</c>: the real program, as a process of its own.</summary>
internal sealed class SteadytraceNode : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(180), StopsWithin = TimeSpan.FromSeconds(180);
    private readonly ServerProcess _process;
    private readonly FleetClient _fleet;

    /// <summary>For <c>dotnet</c>.</summary>
    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "steadytrace.dll");

    private SteadytraceNode(ServerProcess process, Uri address)
    {
        _process = process;
        Address = address;
        _fleet = new FleetClient(new HttpClient { BaseAddress = address });
    }

    /// <summary>Where its API and console are.</summary>
    public Uri Address { get; }

    public IFleet Fleet => _fleet;

    public string LastOutput => _process.LastOutput;

    public int ProcessId => _process.Id;

    public bool HasEnded => _process.HasEnded;

    /// <summary>Starts it; it need not be ready yet.</summary>
    public static SteadytraceNode Start(int httpPort, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment, string folder) => new(
        ServerProcess.Start("dotnet", [Program, .. arguments], Within(folder, environment), folder), new Uri($"http://127.0.0.1:{httpPort}/"));

    /// <summary>Starts it as another user, who has these capabilities and no others.</summary>
    public static SteadytraceNode StartAs(string user, IReadOnlyList<string> capabilities, int httpPort, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string folder) =>
        new(ServerProcess.Start("setpriv", [.. Rights(user, null, capabilities), "dotnet", Program, .. arguments], Within(folder, environment), folder), new Uri($"http://127.0.0.1:{httpPort}/"));

    /// <summary>Starts it as another user, where LTTng has a place of its own. He may read all files, as those of a build lie in root's home, and has no other capability.</summary>
    /// <param name="group">The user's only group besides his own; null: none.</param>
    public static SteadytraceNode StartAs(string user, string? group, LttngSessionDaemon place, int httpPort, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string folder)
    {
        var start = place.Inside("setpriv", [.. Rights(user, group, ["dac_read_search"]), "dotnet", Program, .. arguments]);
        return new(ServerProcess.Start(start.FileName, start.ArgumentList, Within(folder, environment), folder), new Uri($"http://127.0.0.1:{httpPort}/"));
    }

    /// <summary>Whatever a node writes besides its spool is in its folder too.</summary>
    private static Dictionary<string, string?> Within(string folder, IReadOnlyDictionary<string, string?>? environment)
    {
        var all = new Dictionary<string, string?> { ["STEADYTRACE__PARSER__WORK_DIRECTORY"] = Path.Combine(folder, "work") };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) all[name] = value;
        return all;
    }

    private static string[] Rights(string user, string? group, IReadOnlyList<string> capabilities)
    {
        var some = string.Concat(capabilities.Select(one => $",+{one}"));
        return [$"--reuid={user}", group is null ? "--clear-groups" : $"--groups={group}", $"--inh-caps=-all{some}", $"--ambient-caps=-all{some}", $"--bounding-set=-all{some}", "--no-new-privs"];
    }

    /// <summary>Runs a command of the program to its end against this node.</summary>
    public Task<string> CommandAsync(params string[] arguments) => ServerProcess.RunAsync(
        "dotnet", [Program, .. arguments, "--node", Address.AbsoluteUri], new Dictionary<string, string?>(), AppContext.BaseDirectory, TimeSpan.FromSeconds(180));

    /// <summary>Runs a command of the program to its end that needs no node.</summary>
    public static Task<string> RunAsync(IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        ServerProcess.RunAsync("dotnet", [Program, .. arguments], environment, AppContext.BaseDirectory, TimeSpan.FromSeconds(180));

    /// <summary>Waits until it is a member and its actors answer.</summary>
    public Task UntilReadyAsync()
    {
        var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(10) };
        return _process.UntilAsync(
            async () =>
            {
                try
                {
                    using var response = await http.GetAsync("health/ready");
                    return response.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the node's readiness", ReadyWithin);
    }

    /// <summary>Ctrl-C.</summary>
    public async Task InterruptAsync()
    {
        await ServerProcess.RunAsync("kill", ["-INT", $"{_process.Id}"], new Dictionary<string, string?>(), AppContext.BaseDirectory, TimeSpan.FromSeconds(5));
        await Eventually.HoldsAsync(() => _process.HasEnded, $"end of the program; last output:\n{_process.LastOutput}", StopsWithin);
    }

    public Task StopAsync() => _process.StopAsync(StopsWithin);

    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasEnded) await _process.StopAsync(StopsWithin);
        await _process.DisposeAsync();
    }
}
