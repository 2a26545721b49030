using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Steadytrace.Testing;

/// <summary>A place of its own for LTTng: session daemons, commands and traced programs in it see nothing of the machine's own, nor it of them.</summary>
/// <remarks>
/// <para>A user's daemon lives below LTTNG_HOME; root's always in <c>/run/lttng</c>, whatever the environment says. So root gets a mount
/// namespace with an empty <c>/run</c> and <c>/dev/shm</c>, and commands enter it by small scripts.</para>
/// <para>A shell holds the place until its standard input closes, which it also does when the test's process dies; then it ends all that
/// carries the place's mark in its environment.</para>
/// </remarks>
public sealed class LttngSessionDaemon : IAsyncDisposable
{
    private const string MarkVariable = "STEADYTRACE_TEST_LTTNG";
    private const int StopSignal = 19, ContinueSignal = 18;

    private const string Holder = """
        if [ "$(id -u)" = 0 ]; then
            mount -t tmpfs tmpfs /run && mkdir /run/lttng && mount -t tmpfs tmpfs /dev/shm || exit 1
        fi
        echo ready
        read -r _
        for try in 1 2 3 4 5 6 7 8 9 10; do
            left=
            for process in /proc/[0-9]*; do
                id=${process#/proc/}
                [ "$id" = $$ ] && continue
                if { tr '\0' '\n' < $process/environ; } 2>/dev/null | grep -qx "STEADYTRACE_TEST_LTTNG=$STEADYTRACE_TEST_LTTNG"; then
                    kill $id 2>/dev/null && left=1
                    [ $try = 10 ] && kill -9 $id 2>/dev/null
                fi
            done
            [ -z "$left" ] && break
            sleep 0.3
        done
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly Process _holder;

    private LttngSessionDaemon()
    {
        var root = Environment.UserName == "root";
        Variables = new Dictionary<string, string> { [MarkVariable] = _mark, ["LTTNG_HOME"] = _folder.Path };
        var start = root
            ? new ProcessStartInfo("unshare", ["--mount", "sh", "-c", Holder])
            : new ProcessStartInfo("sh", ["-c", Holder]);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        foreach (var (name, value) in Variables) start.Environment[name] = value;
        _holder = Process.Start(start)!;
        if (_holder.StandardOutput.ReadLine() != "ready")
            throw new InvalidOperationException("no mount namespace of its own for LTTng's run folder: the test needs root with CAP_SYS_ADMIN, or a plain user");

        Command = WriteScript("lttng", root);
        DaemonCommand = WriteScript("lttng-sessiond", root);
        _enter = root ? $"nsenter --mount --target {_holder.Id} --" : "";
    }

    private readonly string _enter;

    /// <summary>An <c>lttng</c> command that talks to the daemon of this place.</summary>
    public string Command { get; }

    /// <summary>An <c>lttng-sessiond</c> command that starts a daemon in this place.</summary>
    public string DaemonCommand { get; }

    /// <summary>Environment of all that runs in this place.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>True while a session daemon lives in this place.</summary>
    public bool IsRunning => DaemonIds().Any();

    /// <summary>How many session daemons live in this place, their children not counted.</summary>
    public int Daemons
    {
        get
        {
            var all = DaemonIds().ToHashSet();
            return all.Count(id => !all.Contains(ParentOf(id)));
        }
    }

    /// <summary>A place without a daemon.</summary>
    public static LttngSessionDaemon None() => new();

    /// <summary>A place with a daemon that answers, without kernel tracing.</summary>
    public static async Task<LttngSessionDaemon> StartAsync()
    {
        var place = new LttngSessionDaemon();
        var (exit, _) = await place.RunAsync(place.DaemonCommand, "--daemonize", "--no-kernel");
        Xunit.Assert.Equal(0, exit);
        return place;
    }

    /// <summary>How to start a program in this place.</summary>
    public ProcessStartInfo Inside(string file, params IEnumerable<string> arguments)
    {
        string[] line = [.. _enter.Split(' ', StringSplitOptions.RemoveEmptyEntries), file, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..]);
        foreach (var (name, value) in Variables) start.Environment[name] = value;
        return start;
    }

    /// <summary>Runs <c>lttng</c> with these arguments; it must succeed.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> LttngAsync(params string[] arguments)
    {
        var (exit, output) = await RunAsync(Command, ["--no-sessiond", .. arguments]);
        Xunit.Assert.True(exit == 0, $"lttng {string.Join(' ', arguments)}: exit code {exit}: {output}");
        return output;
    }

    /// <summary>Kills the session daemon and its consumers, as a crash would.</summary>
    public void Kill()
    {
        foreach (var id in Marked("lttng-sessiond").Concat(Marked("lttng-consumerd"))) KillQuietly(id);
    }

    /// <summary>Kills the session daemon alone; what it had started is left to itself.</summary>
    public void KillDaemon()
    {
        foreach (var id in Marked("lttng-sessiond").ToList()) KillQuietly(id);
    }

    /// <summary>Holds the consumers up for as long as something takes: what does not fit into the buffers is discarded, however fast the machine is.</summary>
    public async Task<T> WithoutConsumersAsync<T>(Func<Task<T>> during)
    {
        var held = Marked("lttng-consumerd").ToList();
        Xunit.Assert.NotEmpty(held);
        Signal(held, StopSignal);
        try
        {
            return await during();
        }
        finally
        {
            Signal(held, ContinueSignal);
        }
    }

    /// <summary>True while a consumer, which moves the events to the disk, lives in this place.</summary>
    public bool HasConsumers => Marked("lttng-consumerd").Any();

    /// <summary>Process ids of the session daemon and of all consumers in this place.</summary>
    public IReadOnlyList<int> ProcessIds => [.. Marked("lttng-sessiond"), .. Marked("lttng-consumerd")];

    public async ValueTask DisposeAsync()
    {
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
        _folder.Dispose();
    }

    private static void Signal(IEnumerable<int> processes, int signal)
    {
        foreach (var id in processes) Xunit.Assert.Equal(0, kill(id, signal));
    }

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);

    private async Task<(int Exit, string Output)> RunAsync(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    private string WriteScript(string command, bool root)
    {
        var path = _folder[command];
        File.WriteAllText(path, root ? $"#!/bin/sh\nexec nsenter --mount --target {_holder.Id} -- {command} \"$@\"\n" : $"#!/bin/sh\nexec {command} \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private IEnumerable<int> DaemonIds() => Marked("lttng-sessiond");

    private IEnumerable<int> Marked(string processName)
    {
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                string command, environment;
                try
                {
                    command = File.ReadAllText($"/proc/{process.Id}/comm").Trim();
                    environment = command == processName ? File.ReadAllText($"/proc/{process.Id}/environ") : "";
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // Gone meanwhile, or another user's.
                    continue;
                }

                if (environment.Split('\0').Contains($"{MarkVariable}={_mark}")) yield return process.Id;
            }
        }
    }

    private static int ParentOf(int id)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void KillQuietly(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // Its parent took it along.
        }
    }
}
