using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Steadytrace.Testing.Servers;

/// <summary>A program that a test starts, and ends by its process id; its last output is in the message of every failure.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int TerminateSignal = 15;
    private const int KeptLines = 60;
    private static readonly TimeSpan LastWordsWithin = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Queue<string> _output = new();
    private readonly CountdownEvent _openStreams = new(2);

    private ServerProcess(Process process)
    {
        _process = process;
        AppDomain.CurrentDomain.ProcessExit += EndWithTestRun;
    }

    /// <summary>The id of the process that was started.</summary>
    public int Id => _process.Id;

    /// <summary>True once it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>The last lines that it wrote, to whichever stream; all of them once it has ended.</summary>
    public string LastOutput
    {
        get
        {
            // Its last words come after its end; a child that outlives it may keep the streams open.
            if (HasEnded) _openStreams.Wait(LastWordsWithin);
            lock (_output) return string.Join('\n', _output);
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="program">Name or path.</param>
    /// <param name="arguments">Arguments, one each.</param>
    /// <param name="environment">Variables to set; null takes one away.</param>
    /// <param name="folder">Its working folder.</param>
    public static ServerProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string folder)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        var server = new ServerProcess(process);
        process.OutputDataReceived += server.Keep;
        process.ErrorDataReceived += server.Keep;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Runs a program to its end, and returns what it wrote.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string folder, TimeSpan within)
    {
        await using var server = Start(program, arguments, environment, folder);
        await Eventually.HoldsAsync(() => server.HasEnded, $"end of {program}; last output:\n{server.LastOutput}", within);
        await server._process.WaitForExitAsync();
        return server._process.ExitCode == 0 ? server.LastOutput : throw new InvalidOperationException($"{program} ended with {server._process.ExitCode}; last output:\n{server.LastOutput}");
    }

    /// <summary>Looks until the server is ready; fails at once when it has ended.</summary>
    public async Task UntilAsync(Func<Task<bool>> ready, string what, TimeSpan within)
    {
        try
        {
            await Eventually.HoldsAsync(
                async () => HasEnded ? throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with {_process.ExitCode} before {what}") : await ready(), what, within);
        }
        catch (Exception failure) when (failure is TimeoutException or InvalidOperationException)
        {
            throw new InvalidOperationException($"{failure.Message}; last output:\n{LastOutput}", failure);
        }
    }

    /// <summary>Asks it to end (SIGTERM), and kills it with its children when it has not after the time.</summary>
    public async Task StopAsync(TimeSpan within)
    {
        if (!HasEnded && kill(Id, TerminateSignal) == 0)
        {
            using var enough = new CancellationTokenSource(within);
            await _process.WaitForExitAsync(enough.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await KillAsync();
    }

    /// <summary>Kills it at once (SIGKILL).</summary>
    /// <param name="children">Its children too; else they are left to themselves, as by a crash.</param>
    public async Task KillAsync(bool children = true)
    {
        if (!HasEnded) _process.Kill(entireProcessTree: children);
        await _process.WaitForExitAsync();
    }

    /// <summary>Kills it and its children if they still run.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        AppDomain.CurrentDomain.ProcessExit -= EndWithTestRun;
        _process.Dispose();
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            _openStreams.Signal();
            return;
        }

        lock (_output)
        {
            _output.Enqueue(line.Data);
            if (_output.Count > KeptLines) _output.Dequeue();
        }
    }

    // A test run that is ended early disposes nothing.
    private void EndWithTestRun(object? sender, EventArgs e)
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
    }
}
