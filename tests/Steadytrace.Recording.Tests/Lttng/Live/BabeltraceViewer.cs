using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Steadytrace.Recording.Tests.Lttng.Live;

/// <summary>The other reader: counts what babeltrace2 prints of a trace's folder, or of a live session.</summary>
public sealed partial class BabeltraceViewer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly Dictionary<(string Event, string Process), long> _counts = [];

    private BabeltraceViewer(params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo("babeltrace2", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>How many events it printed so far.</summary>
    public long Events
    {
        get
        {
            lock (_counts) return _counts.Values.Sum();
        }
    }

    /// <summary>A viewer of a live session, which it follows until it ends.</summary>
    public static BabeltraceViewer Follow(string address) => new("--input-format=lttng-live", address);

    /// <summary>Events by name and process in a folder.</summary>
    public static async Task<IReadOnlyDictionary<(string Event, string Process), long>> CountAsync(string folder)
    {
        await using var viewer = new BabeltraceViewer(folder);
        return await viewer.EndAsync();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Events by name and process.</returns>
    public async Task<IReadOnlyDictionary<(string Event, string Process), long>> EndAsync()
    {
        await _reading;
        await _process.WaitForExitAsync();
        return _counts;
    }

    /// <summary>Asks it to end (SIGINT), which detaches it.</summary>
    public async Task<IReadOnlyDictionary<(string Event, string Process), long>> InterruptAsync()
    {
        using (var kill = Process.Start("kill", ["-INT", $"{_process.Id}"])) await kill.WaitForExitAsync();
        return await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var match = Event().Match(line);
            Assert.True(match.Success, line);
            lock (_counts) _counts[(match.Groups[1].Value, match.Groups[2].Value)] = _counts.GetValueOrDefault((match.Groups[1].Value, match.Groups[2].Value)) + 1;
        }
    }

    [GeneratedRegex(@" (\S+): \{ cpu_id = \d+ \}, \{ procname = ""([^""]*)""")]
    private static partial Regex Event();
}
