using System.Text.Json;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;
using Steadytrace.Traces;
using Steadytrace.Traces.Ftrace;

namespace Steadytrace.Recording.Tests.Tracefs;

/// <summary>The real kernel's pages, read by trace-cmd and by us.</summary>
[Collection(TracefsTests.Name)]
public sealed class TraceDatOfKernelTests
{
    [TracefsFact]
    public async Task Pages_of_a_real_load_are_counted_as_trace_cmd_reports_them_and_as_the_kernel_counted()
    {
        await using var run = new TracedRun(new TracefsOptions { Events = ["sched:*", "irq:*", "raw_syscalls:*"] });
        await run.StartAsync();
        TracedRun.Execute("stress-ng", "--quiet", "--switch", "1", "--timer", "1", "-t", "1");
        await run.StopAsync();
        using var folder = new TemporaryFolder();
        var file = folder["trace.dat"];
        File.WriteAllBytes(file, Builder(run.Chunks[0]).Version6());

        var report = TraceCounter.Count(file, new CountOptions());
        Assert.Empty(report.Faults);
        Assert.Equal(run.Cuts[0].RecordedEvents, report.Tally.Events);
        var (byEvent, _) = TraceCmd.Report(file);
        Assert.Equal(byEvent.OrderBy(pair => pair.Key), report.Tally.Total().ByEvent.ToDictionary(pair => pair.Key.Name, pair => pair.Value).OrderBy(pair => pair.Key));
        Assert.Equal(report.Tally.Total().ByPair, TraceCounter.Count(TraceCmd.Convert(file, 7, "zstd"), new CountOptions()).Tally.Total().ByPair);
    }

    private static TraceDatBuilder Builder(string chunk)
    {
        var description = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(chunk, FtraceDescription.FileName)), FtraceJson.Default.FtraceDescription)!;
        return new TraceDatBuilder
        {
            PageBytes = description.PageBytes,
            HeaderPage = description.HeaderPage,
            HeaderEvent = description.HeaderEvent,
            Events = [.. description.Events.Select(one => (one.System, one.Format))],
            Names = File.ReadAllText(Path.Combine(chunk, FtraceDescription.NamesFileName)),
            Buffers = [("", [.. Directory.GetFiles(chunk, "cpu*.pages").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)])],
        };
    }
}
