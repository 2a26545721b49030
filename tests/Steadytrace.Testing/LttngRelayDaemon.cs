using System.Globalization;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Testing;

/// <summary>A relay daemon on ports and in a folder of its own, in the test's place for LTTng.</summary>
public sealed class LttngRelayDaemon : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(20);

    private readonly LttngSessionDaemon _place;
    private readonly TemporaryFolder _folder = new();
    private readonly int[] _ports = FreePort.Several(3);
    private readonly ServerProcess _process;

    private LttngRelayDaemon(LttngSessionDaemon place)
    {
        _place = place;
        var start = place.Inside(
            "lttng-relayd", $"--output={_folder.Path}", $"--control-port=tcp://127.0.0.1:{_ports[0]}", $"--data-port=tcp://127.0.0.1:{_ports[1]}", $"--live-port=tcp://127.0.0.1:{_ports[2]}");
        _process = ServerProcess.Start(start.FileName, start.ArgumentList, place.Variables.ToDictionary(pair => pair.Key, pair => (string?)pair.Value), _folder.Path);
    }

    /// <summary>Where it writes the traces that it receives.</summary>
    public string Output => _folder.Path;

    /// <summary>Where viewers connect.</summary>
    public int LivePort => _ports[2];

    /// <summary>Starts one; it listens.</summary>
    public static async Task<LttngRelayDaemon> StartAsync(LttngSessionDaemon place)
    {
        var daemon = new LttngRelayDaemon(place);
        await daemon._process.UntilAsync(() => Loopback.ListensAsync(daemon.LivePort), "the relay daemon listens for viewers", LongestStart);
        return daemon;
    }

    /// <summary>The address of a session, as viewers have it.</summary>
    public string AddressOf(string session) => string.Create(CultureInfo.InvariantCulture, $"net://127.0.0.1:{LivePort}/host/{Environment.MachineName}/{session}");

    /// <summary>Makes a live session that records all user-space events of a channel, with the process' name, and starts it.</summary>
    /// <param name="name">The session's name.</param>
    /// <param name="channel">Options of its channel, for <c>lttng enable-channel</c>.</param>
    public async Task RecordAsync(string name, params string[] channel)
    {
        await _place.LttngAsync("create", name, "--live=100000", $"--set-url=net://127.0.0.1:{_ports[0]}:{_ports[1]}");
        await _place.LttngAsync(["enable-channel", "--userspace", $"--session={name}", .. channel, "calls"]);
        await _place.LttngAsync("enable-event", "--userspace", $"--session={name}", "--channel=calls", "--all");
        await _place.LttngAsync("add-context", "--userspace", $"--session={name}", "--type=procname", "--type=vpid");
        await _place.LttngAsync("start", name);
    }

    /// <summary>Kills it, as a crash would.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
