using System.Text.Json;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Tests.Tracefs;

[Collection(TracefsTests.Name)]
public sealed class TracefsRecorderTests
{
    /// <summary>Hardly any events but the test's own: what nobody reads for a while is not overwritten, however busy the machine is.</summary>
    private static readonly TracefsOptions Quiet = new() { Events = ["task:task_rename"] };

    [TracefsFact]
    public async Task Each_chunk_holds_exactly_the_events_that_the_kernel_says_were_read()
    {
        await using var run = new TracedRun(new TracefsOptions { ExcludeOwnProcess = false });
        await run.StartAsync();
        for (var cut = 0; cut < 5; cut++)
        {
            TracedRun.Execute("dd", "if=/dev/zero", "of=/dev/null", "bs=512", "count=20000");
            TracedRun.Execute("find", "/usr/share/doc", "-maxdepth", "2");
            await run.CutAsync();
        }

        await run.StopAsync();
        for (var chunk = 0; chunk < run.Cuts.Count; chunk++)
        {
            Assert.Equal(run.Cuts[chunk].RecordedEvents, run.Count(chunk).Events);
            Assert.Equal(run.Cuts[chunk].RecordedEvents, run.Count(chunk, IntervalLength.All[0]).Events);
            Assert.True(run.Cuts[chunk].LastUnixNs >= run.Cuts[chunk].EndUnixNs);
        }

        Assert.All(run.Cuts.Take(5), cut => Assert.True(cut.RecordedEvents > 1000, $"{cut.RecordedEvents} events"));
    }

    [TracefsFact]
    public async Task Every_numbered_event_is_in_exactly_one_chunk_although_chunks_are_cut_while_it_is_written()
    {
        const int Block = 1000;
        await using var run = new TracedRun();
        await run.StartAsync();
        using var cutEnough = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            var written = 0;
            for (; !cutEnough.IsCancellationRequested; written += Block) run.Mark(written, Block);
            return written;
        });
        for (var cut = 0; cut < 6; cut++) await run.CutAsync();
        await cutEnough.CancelAsync();
        var marks = await writer;
        await run.StopAsync();
        var found = Enumerable.Range(0, run.Cuts.Count).SelectMany(run.Marks).Order().ToList();
        Assert.Equal(Enumerable.Range(0, marks), found);
        Assert.True(Enumerable.Range(0, 7).Count(chunk => run.Marks(chunk).Count > 0) > 2, $"{marks} marks");
        Assert.Equal(run.Cuts.Sum(cut => cut.RecordedEvents), Enumerable.Range(0, run.Cuts.Count).Sum(chunk => run.Count(chunk).Events));
    }

    [TracefsFact]
    public async Task Nothing_earlier_than_a_chunks_end_comes_in_a_later_chunk()
    {
        await using var run = new TracedRun();
        await run.StartAsync();
        TracedRun.Execute("find", "/usr/share/doc", "-maxdepth", "2");
        await run.CutAsync();
        TracedRun.Execute("find", "/usr/share/doc", "-maxdepth", "2");
        await run.StopAsync();
        var second = run.Count(1, IntervalLength.All[0]);
        Assert.True(second.Intervals.Keys.First() >= run.Cuts[0].EndUnixNs / 1_000_000_000);
        Assert.True(second.Intervals.Keys.Last() <= run.Cuts[1].LastUnixNs / 1_000_000_000);
    }

    [TracefsFact]
    public async Task A_program_is_counted_under_its_name_with_its_own_number_of_calls()
    {
        await using var run = new TracedRun(new TracefsOptions { ExcludeOwnProcess = false });
        await run.StartAsync();
        TracedRun.Execute("dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=12345");
        await run.StopAsync();
        var total = run.Count(0).Total();
        var entry = new EventOfProcess(new TracedEvent("syscall", "syscall_entry_read"), "dd");
        var exit = new EventOfProcess(new TracedEvent("syscall", "syscall_exit_write"), "dd");
        // The loader and the C library read a little besides.
        Assert.InRange(total.ByPair[entry], 12345, 12345 + 20);
        Assert.InRange(total.ByPair[exit], 12345, 12345 + 20);
        Assert.DoesNotContain("(unknown)", total.ByProcess.Keys);
    }

    [TracefsTheory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task This_process_is_left_out_of_its_own_recording_unless_it_is_asked_for(bool excluded, bool found)
    {
        const string Name = "st-own-thread";
        await using var run = new TracedRun(new TracefsOptions { ExcludeOwnProcess = excluded });
        await run.StartAsync();
        var busy = new Thread(() =>
        {
            for (var turn = 0; turn < 1000; turn++) _ = File.ReadAllText("/proc/self/stat");
        }) { Name = Name };
        busy.Start();
        busy.Join();
        await run.StopAsync();
        var opened = run.Count(0).Total().ByPair.GetValueOrDefault(new EventOfProcess(new TracedEvent("syscall", "syscall_entry_openat"), Name));
        Assert.Equal(found, opened >= 1000);
        Assert.Equal(found, opened > 0);
    }

    [TracefsFact]
    public async Task Whatever_was_written_before_a_cut_is_in_its_chunk_the_begun_page_too()
    {
        // Hardly any events but ours: the page is never filled by others.
        await using var run = new TracedRun(new TracefsOptions { Events = ["task:task_rename"] });
        await run.StartAsync();
        for (var cut = 0; cut < 4; cut++)
        {
            run.Mark(cut * 100, 100);
            await run.CutAsync();
        }

        await run.StopAsync();
        for (var chunk = 0; chunk < 4; chunk++) Assert.Equal(Enumerable.Range(chunk * 100, 100), run.Marks(chunk).Order());
    }

    [TracefsFact]
    public async Task What_the_kernel_overwrote_is_counted_as_lost_to_the_event()
    {
        await using var run = new TracedRun(new TracefsOptions { BufferKibPerCpu = 64, PollMilliseconds = 10_000, ExcludeOwnProcess = false });
        await run.StartAsync();
        // With nobody reading, the marks overwrite each other many times.
        await run.Recorder.DisposeAsync();
        run.Mark(0, 100_000);
        Assert.True(await run.SucceedAsync());
        await run.CutAsync();
        run.Mark(100_000, 1000);
        await run.Recorder.DisposeAsync();
        run.Mark(101_000, 100_000);
        Assert.True(await run.SucceedAsync());
        File.WriteAllText(Path.Combine(run.Instance, "tracing_on"), "0");
        var instance = new TracefsInstance(TracedRun.Root, Path.GetFileName(run.Instance));
        var kernel = instance.Cpus.Sum(cpu => instance.Counters(cpu).Lost);
        File.WriteAllText(Path.Combine(run.Instance, "tracing_on"), "1");
        await run.StopAsync();
        Assert.True(kernel > 10_000, $"{kernel} events overwritten");
        Assert.Equal(kernel, Enumerable.Range(0, 2).Sum(chunk => run.Count(chunk).Lost));
        Assert.Equal(0, Enumerable.Range(0, 2).Sum(chunk => run.Count(chunk).LostPackets));
        Assert.Equal(run.Cuts.Sum(cut => cut.RecordedEvents), Enumerable.Range(0, 2).Sum(chunk => run.Count(chunk).Events));
    }

    [TracefsFact]
    public async Task Stopping_leaves_no_instance()
    {
        await using var run = new TracedRun();
        await run.StartAsync();
        Assert.True(Directory.Exists(run.Instance));
        await run.StopAsync();
        Assert.False(Directory.Exists(run.Instance));
    }

    [TracefsFact]
    public async Task A_successor_continues_the_chunk_without_loss()
    {
        await using var run = new TracedRun(Quiet);
        await run.StartAsync();
        run.Mark(0, 5000);
        Assert.True(await run.SucceedAsync());
        run.Mark(5000, 5000);
        await run.CutAsync();
        // While nobody reads, the kernel's buffer holds what comes.
        await run.Recorder.DisposeAsync();
        run.Mark(10_000, 5000);
        Assert.True(await run.SucceedAsync(run.NextChunk()));
        run.Mark(15_000, 5000);
        await run.StopAsync();
        Assert.Equal(Enumerable.Range(0, 20_000), Enumerable.Range(0, 3).SelectMany(run.Marks).Order());
        Assert.Equal(run.Cuts[0].RecordedEvents, run.Count(0).Events);
        Assert.Equal(run.Cuts[1].RecordedEvents, run.Count(2).Events);
    }

    [TracefsFact]
    public async Task A_successor_that_is_told_to_record_something_else_says_so_and_saves_what_there_is()
    {
        await using var run = new TracedRun(Quiet);
        await run.StartAsync();
        Assert.False(run.Recorder.IsOutdated);
        run.Mark(0, 1000);

        // How often it looks is its own business, not the run's.
        Assert.True(await run.SucceedAsync(options: run.Options with { PollMilliseconds = 700 }));
        Assert.False(run.Recorder.IsOutdated);
        TracefsOptions[] others =
        [
            run.Options with { Events = ["sched:*"] }, run.Options with { BufferKibPerCpu = 2048 },
            run.Options with { Filters = [new EventFilter("sched:sched_switch", "prev_pid != 0")] }, run.Options with { OnlyProcesses = [1] },
        ];
        foreach (var other in others)
        {
            Assert.True(await run.SucceedAsync(options: other));
            Assert.True(run.Recorder.IsOutdated, other.RunSettings);
        }

        await run.StopAsync();
        Assert.Equal(Enumerable.Range(0, 1000), run.Marks(0).Order());
    }

    [TracefsTheory]
    [InlineData(50, false)]
    [InlineData(-3_600_000, true)]
    [InlineData(3_600_000, true)]
    public async Task A_wall_clock_that_was_set_while_nobody_recorded_ends_the_run_and_what_the_kernel_held_is_saved(int stepMilliseconds, bool ends)
    {
        await using var run = new TracedRun(Quiet);
        await run.StartAsync();
        run.Mark(0, 1000);
        await run.Recorder.DisposeAsync();
        run.Mark(1000, 1000);
        // As the run would have noted it, had the clock stood so at its begin.
        var path = Path.Combine(run.Run.Directory, FtraceDescription.FileName);
        var description = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(path), FtraceJson.Default.FtraceDescription)!;
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(
            description with { UnixOffsetNanoseconds = description.UnixOffsetNanoseconds - (stepMilliseconds * 1_000_000L) }, FtraceJson.Default.FtraceDescription));

        Assert.True(await run.SucceedAsync());

        Assert.Equal(ends, run.Recorder.IsOutdated);
        await run.StopAsync();
        Assert.Equal(Enumerable.Range(0, 2000), run.Marks(0).Order());
    }

    [TracefsFact]
    public async Task An_instance_that_was_left_switched_off_is_adopted_and_ended_with_all_that_the_kernel_holds()
    {
        // Nobody reads begun pages, and full ones late.
        await using var run = new TracedRun(Quiet with { PollMilliseconds = 10_000 });
        await run.StartAsync();
        run.Mark(0, 5000);
        await run.CutAsync();
        run.Mark(5000, 5000);
        // As a stop leaves it that finds no room for what it drains.
        File.WriteAllText(Path.Combine(run.Instance, "tracing_on"), "0");
        var offUnixNs = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        await run.Recorder.DisposeAsync();
        Assert.True(run.Marks(1).Count < 5000, "nothing was left in the kernel's buffers");

        Assert.True(await run.SucceedAsync());

        Assert.True(run.Recorder.IsOutdated);
        // Once more: whoever takes it up may fail as well.
        Assert.True(await run.SucceedAsync());
        Assert.True(run.Recorder.IsOutdated);
        await run.StopAsync();
        Assert.Equal(Enumerable.Range(0, 10_000), Enumerable.Range(0, 2).SelectMany(run.Marks).Order());
        // The time since then is none in which anything was recorded.
        Assert.InRange(run.Cuts[1].EndUnixNs, run.Cuts[0].EndUnixNs, offUnixNs);
        Assert.Equal((run.Cuts[1].RecordedEvents, 0L), (run.Count(1).Events, run.Count(1).Lost));
        Assert.False(Directory.Exists(run.Instance));
    }

    [TracefsFact]
    public async Task A_page_torn_by_a_killed_process_is_declared_lost()
    {
        await using var run = new TracedRun();
        await run.StartAsync();
        run.Mark(0, 20_000);
        await run.Recorder.DisposeAsync();
        run.Mark(20_000, 20_000);
        // A process that is killed after it took pages from the kernel and before they were in the file: here all but one and a half pages.
        Assert.True(await run.SucceedAsync());
        File.WriteAllText(Path.Combine(run.Instance, "tracing_on"), "0");
        var marked = new FileInfo(Directory.GetFiles(run.Chunks[0], "cpu*.pages").MaxBy(file => new FileInfo(file).Length)!);
        var deadline = DateTime.UtcNow.AddSeconds(10);
        while (marked.Length < 40_000 && DateTime.UtcNow < deadline) marked.Refresh();
        File.WriteAllText(Path.Combine(run.Instance, "tracing_on"), "1");
        await run.Recorder.DisposeAsync();
        using (var file = marked.OpenWrite()) file.SetLength(4096 + 2048);
        Assert.True(await run.SucceedAsync());
        await run.StopAsync();
        var tally = run.Count(0);
        Assert.True(tally.Lost > 0);
        Assert.Equal(run.Cuts[0].RecordedEvents, tally.Events + tally.Lost);
    }

    [TracefsFact]
    public async Task A_new_run_removes_what_a_dead_run_of_the_same_source_left_and_nothing_else()
    {
        await using var other = new TracedRun();
        await other.StartAsync();
        await using var run = new TracedRun();
        await run.StartAsync();
        await run.Recorder.DisposeAsync();
        await using var next = new TracefsRecorder(run.Options);
        var second = run.Run with { Number = 2 };
        await next.StartAsync(second, run.NextChunk(), default);
        Assert.False(Directory.Exists(run.Instance));
        Assert.True(Directory.Exists(other.Instance));
        await next.StopAsync(default);
        await other.StopAsync();
    }

    [TracefsFact]
    public async Task A_run_whose_instance_is_gone_is_not_adopted()
    {
        await using var run = new TracedRun();
        await run.StartAsync();
        await run.StopAsync();
        Assert.False(await run.SucceedAsync());
    }

    [TracefsFact]
    public async Task An_instance_that_somebody_switched_off_is_told_at_the_next_cut()
    {
        await using var run = new TracedRun();
        await run.StartAsync();
        File.WriteAllText(Path.Combine(run.Instance, "tracing_on"), "0");
        var failure = await Assert.ThrowsAsync<RecorderException>(run.CutAsync);
        Assert.Contains("switched", failure.Message);
    }

    [TracefsFact]
    public async Task Events_that_no_kernel_has_are_refused_and_leave_no_instance()
    {
        await using var run = new TracedRun(new TracefsOptions { Events = ["no_such_system:*"] });
        var failure = await Assert.ThrowsAsync<RecorderException>(run.StartAsync);
        Assert.True(failure.Permanent);
        Assert.False(Directory.Exists(run.Instance));
    }

    [TracefsFact]
    public async Task Larger_pages_are_recorded_and_counted_alike()
    {
        await using var run = new TracedRun(new TracefsOptions { PageKib = 64, ExcludeOwnProcess = false });
        await run.StartAsync();
        for (var cut = 0; cut < 3; cut++)
        {
            run.Mark(cut * 10_000, 10_000);
            await run.CutAsync();
        }

        await run.StopAsync();
        Assert.Equal(Enumerable.Range(0, 30_000), Enumerable.Range(0, 4).SelectMany(run.Marks).Order());
        for (var chunk = 0; chunk < 4; chunk++) Assert.Equal(run.Cuts[chunk].RecordedEvents, run.Count(chunk).Events);
    }

    [TracefsFact]
    public async Task A_full_disk_ends_recording_with_the_name_of_the_file()
    {
        await using var run = new TracedRun();
        using var small = new SmallDisk();
        await run.Recorder.StartAsync(run.Run, small.Path, default);
        run.Mark(0, 60_000);
        var failure = await Assert.ThrowsAsync<RecorderException>(() => run.Recorder.Ended.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains(small.Path, failure.Message);
        Assert.False(failure.Permanent);
        await Assert.ThrowsAsync<RecorderException>(run.CutAsync);
        await run.Recorder.DisposeAsync();
    }

    [TracefsFact]
    public async Task What_a_full_disk_swallowed_is_declared_lost_when_recording_goes_on()
    {
        await using var run = new TracedRun();
        using var small = new SmallDisk();
        await run.Recorder.StartAsync(run.Run, small.Path, default);
        run.Mark(0, 60_000);
        await Assert.ThrowsAsync<RecorderException>(() => run.Recorder.Ended.WaitAsync(TimeSpan.FromSeconds(30)));
        var chunk = run.NextChunk();
        foreach (var file in Directory.GetFiles(small.Path)) File.Copy(file, Path.Combine(chunk, Path.GetFileName(file)));
        Assert.True(await run.SucceedAsync(chunk));
        await run.StopAsync();
        var tally = run.Count(0);
        Assert.True(tally.Lost > 0);
        Assert.Equal(run.Cuts[0].RecordedEvents, tally.Events + tally.Lost);
        Assert.True(tally.Lost >= 60_000 - run.Marks(0).Count, $"{tally.Lost} lost, {run.Marks(0).Count} marks kept");
    }

    [TracefsFact]
    public async Task Only_chosen_processes_and_what_they_start_are_recorded()
    {
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", "read begin; sort /dev/null; read end"]) { RedirectStandardInput = true })!;
        await using var run = new TracedRun(new TracefsOptions { OnlyProcesses = [shell.Id], Events = ["raw_syscalls:*", "sched:sched_process_exec"] });
        await run.StartAsync();
        await shell.StandardInput.WriteAsync("go\n");
        TracedRun.Execute("dd", "if=/dev/zero", "of=/dev/null", "count=10");
        await shell.StandardInput.WriteAsync("end\n");
        await shell.WaitForExitAsync();
        await run.StopAsync();
        var names = run.Count(0).Total().ByProcess.Keys;
        Assert.Contains("sort", names);
        Assert.DoesNotContain("dd", names);
    }
}
