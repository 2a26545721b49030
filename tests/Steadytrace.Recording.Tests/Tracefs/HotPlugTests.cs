using System.Globalization;
using Steadytrace.Recording.Tests.Rotation;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Tracefs;

/// <summary>CPUs that go and come while they are recorded.</summary>
[Collection(TracefsTests.Name)]
public sealed class HotPlugTests
{
    [HotPlugFact]
    public async Task No_mark_is_lost_or_counted_twice_while_a_cpu_goes_and_comes()
    {
        using var cpu = new PluggedCpu(1);
        await using var run = new TracedRun(new TracefsOptions { ExcludeOwnProcess = false });
        await run.StartAsync();
        var program = await MarkingProgram.StartAsync(Path.Combine(run.Instance, "trace_marker"));
        using var enough = new CancellationTokenSource();
        var marking = program.MarkUntilAsync(5000, 50, 1000, enough.Token);

        for (var turn = 0; turn < 3; turn++)
        {
            cpu.Online = false;
            await run.CutAsync();
            cpu.Online = true;
            await run.CutAsync();
        }

        await enough.CancelAsync();
        var marks = await marking;
        await program.DisposeAsync();
        await run.StopAsync();

        var numbers = new NumberSet();
        var type = ushort.Parse((await File.ReadAllLinesAsync("/sys/kernel/tracing/events/ftrace/print/format"))[1]["ID: ".Length..], CultureInfo.InvariantCulture);
        for (var chunk = 0; chunk < run.Cuts.Count; chunk++)
        {
            Assert.Equal(run.Cuts[chunk].RecordedEvents, NumberedMarks.Read(run.Chunks[chunk], type, numbers));
            Assert.Equal(run.Cuts[chunk].RecordedEvents, run.Count(chunk).Events);
        }

        Assert.Equal(marks, numbers.Count);
        Assert.True(Enumerable.Range(0, run.Cuts.Count).Any(chunk => File.Exists(Path.Combine(run.Chunks[chunk], "cpu1.pages"))), "CPU 1 had no events at all");
    }

    [HotPlugFact]
    public async Task A_cpu_that_comes_after_the_start_is_recorded_from_then_on()
    {
        using var cpu = new PluggedCpu(1) { Online = false };
        await using var run = new TracedRun(new TracefsOptions { ExcludeOwnProcess = false });
        await run.StartAsync();
        await run.CutAsync();
        cpu.Online = true;
        TracedRun.Execute("taskset", "--cpu-list", "1", "dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=5000");
        await run.CutAsync();
        await run.StopAsync();

        Assert.False(File.Exists(Path.Combine(run.Chunks[0], "cpu1.pages")), "CPU 1 was off");
        Assert.True(new FileInfo(Path.Combine(run.Chunks[1], "cpu1.pages")).Length > 0);
        for (var chunk = 0; chunk < 3; chunk++) Assert.Equal(run.Cuts[chunk].RecordedEvents, run.Count(chunk).Events);
        Assert.True(run.Cuts[1].RecordedEvents >= 20_000, $"{run.Cuts[1].RecordedEvents} events");
    }
}
