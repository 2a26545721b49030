using System.Globalization;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Testing;

namespace Steadytrace.Benchmarks.Inputs;

/// <summary>Records a C program with LTTng, in a place of its own: events of three kinds with procname, vpid and vtid contexts, none discarded.</summary>
internal static class UserSpaceTrace
{
    private const string Session = "steadytrace-bench";
    private const string ProgramName = "steadytrace-bench";

    /// <summary>Records unless an earlier run did.</summary>
    /// <param name="folder">Where the trace is to be.</param>
    /// <param name="events">How many events.</param>
    public static async Task EnsureAsync(string folder, long events)
    {
        if (Directory.Exists(folder)) return;
        var unfinished = folder + ".unfinished";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        await using (var place = await LttngSessionDaemon.StartAsync())
        {
            await place.LttngAsync("create", Session, $"--output={unfinished}");
            // Writers wait for room: every event is in the trace.
            await place.LttngAsync("enable-channel", "-u", "--session", Session, "--blocking-timeout=inf", "--subbuf-size=1M", "--num-subbuf=8", "events");
            await place.LttngAsync("enable-event", "-u", "--session", Session, "-c", "events", "steadytrace_bench:*");
            await place.LttngAsync("add-context", "-u", "--session", Session, "-c", "events", "-t", "procname", "-t", "vpid", "-t", "vtid");
            await place.LttngAsync("start", Session);
            await RunProgramAsync(place, Path.GetDirectoryName(folder)!, events);
            await place.LttngAsync("destroy", Session);
        }

        Directory.Move(unfinished, folder);
    }

    private static async Task RunProgramAsync(LttngSessionDaemon place, string folder, long events)
    {
        var program = Path.Combine(folder, ProgramName);
        var sources = Path.Combine(AppContext.BaseDirectory, "Inputs", "Program");
        Command.Read("cc", "-O1", $"-I{sources}", Path.Combine(sources, "main.c"), "-o", program, "-llttng-ust", "-ldl", "-lpthread");
        var start = place.Inside(program, events.ToString(CultureInfo.InvariantCulture));
        start.Environment["LTTNG_UST_ALLOW_BLOCKING"] = "1";
        start.Environment["LTTNG_UST_REGISTER_TIMEOUT"] = "-1";
        using var process = System.Diagnostics.Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new BenchException($"the traced program failed with exit code {process.ExitCode}");
    }
}
