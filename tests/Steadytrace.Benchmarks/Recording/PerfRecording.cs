using System.Globalization;
using System.Text.RegularExpressions;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Benchmarks.Recording;

/// <summary><c>perf record</c> of the same events into a file, with buffers as large as ours.</summary>
internal sealed partial class PerfRecording : IRecording
{
    private const string BufferBytes = "32M";
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(20), EndsWithin = TimeSpan.FromMinutes(3);
    private readonly ServerProcess _perf;
    private readonly string _file;

    private PerfRecording(ServerProcess perf, string file) => (_perf, _file) = (perf, file);

    public IReadOnlyList<int> Processes => [_perf.Id];

    public static Contestant Contestant(SteadyLoad load, string folder) => new("perf record", async () => await StartAsync(load, folder));

    /// <remarks>It tells only at its end how much it has: this is its end.</remarks>
    public async Task<long?> LostAsync(long made)
    {
        await _perf.StopAsync(EndsWithin);
        // It may have a few samples more than the load says it made.
        return Samples().Match(_perf.LastOutput) is { Success: true } said ? Math.Max(0, made - long.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture)) : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _perf.DisposeAsync();
        File.Delete(_file);
    }

    private static async Task<PerfRecording> StartAsync(SteadyLoad load, string folder)
    {
        var file = Path.Combine(folder, "perf.data");
        string[] events = [.. new[] { "raw_syscalls:sys_enter", "raw_syscalls:sys_exit" }.SelectMany(name => (string[])["--event", name, "--filter", load.Filter])];
        var perf = ServerProcess.Start(
            "perf", ["record", "--all-cpus", $"--mmap-pages={BufferBytes}", "--no-buildid-cache", $"--output={file}", .. events], new Dictionary<string, string?>(), folder);
        await perf.UntilAsync(() => Task.FromResult(File.Exists(file)), "its file", StartsWithin);
        // The file is there a moment before the events are on.
        await Task.Delay(TimeSpan.FromSeconds(1));
        return new PerfRecording(perf, file);
    }

    [GeneratedRegex(@"\((\d+) samples\)")]
    private static partial Regex Samples();
}
