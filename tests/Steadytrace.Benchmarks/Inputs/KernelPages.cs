using System.Diagnostics;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Recording;
using Steadytrace.Recording.Tracefs;

namespace Steadytrace.Benchmarks.Inputs;

/// <summary>Records this machine's kernel under load, with the project's own recorder: a chunk of raw ring-buffer pages.</summary>
internal static class KernelPages
{
    private const int PollMilliseconds = 50;
    private const int BufferKib = 64 << 10;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(8);

    // Switches between threads, system calls of several kinds, and timers, on every processor.
    private static readonly string[] Load = ["--switch", "1", "--pipe", "1", "--get", "1", "--timer", "1", "--quiet", "--timeout", "60"];

    /// <summary>Records unless an earlier run did.</summary>
    /// <param name="folder">Where the chunk is to be.</param>
    public static async Task EnsureAsync(string folder)
    {
        if (Directory.Exists(folder)) return;
        var unfinished = folder + ".unfinished";
        var run = folder + ".run";
        Clear(unfinished);
        Clear(run);
        using var mount = TracefsMount.Ensure(new TracefsOptions().Root);
        using var load = Process.Start(new ProcessStartInfo("stress-ng", Load) { RedirectStandardOutput = true, RedirectStandardError = true }) ?? throw new BenchException("stress-ng does not start");
        try
        {
            await using var recorder = new TracefsRecorder(new TracefsOptions { PollMilliseconds = PollMilliseconds, BufferKibPerCpu = BufferKib });
            await recorder.StartAsync(new RecordingRun(new SourceId(new HostId("bench"), "ftrace"), 1, run), unfinished, default);
            await Task.Delay(Duration);
            await recorder.StopAsync(default);
        }
        finally
        {
            // It takes its workers along when it is told to end.
            Command.Read("kill", "-TERM", $"{load.Id}");
            await load.WaitForExitAsync();
        }

        Directory.Delete(run, recursive: true);
        Directory.Move(unfinished, folder);
    }

    private static void Clear(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
    }
}
