using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng;

public sealed class LttngRecorderTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [LttngFact]
    public async Task Every_call_of_a_traced_program_is_in_exactly_one_chunk()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        await using var recorder = bench.Recorder();
        var begin = await recorder.StartAsync(bench.Run(), bench.NextChunk(), None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        List<ChunkCut> cuts = [];

        var calling = program.CallAsync(300_000, pauseMicroseconds: 1000);
        while (cuts.Count < 3 || !calling.IsCompleted) cuts.Add(await recorder.CutAsync(bench.NextChunk(), None));
        cuts.Add(await recorder.StopAsync(None));

        var chunks = await bench.ReadChunksAsync();
        Assert.Equal(LongRange(await calling), chunks.SelectMany(chunk => chunk).Select(call => call.Number).Order());
        Assert.True(chunks.Count(chunk => chunk.Count > 0) >= 3, $"calls in {chunks.Count(chunk => chunk.Count > 0)} chunks: too few to show a rotation");
        Assert.All(cuts[^1].Tails!, tail => Assert.Equal(0UL, tail.EventsDiscarded));

        // No event is earlier than the end of the chunk before its own, nor later than its own chunk's last.
        foreach (var (chunk, number) in chunks.Select((chunk, number) => (chunk, number)).Where(one => one.chunk.Count > 0))
        {
            Assert.InRange(chunk[0].UnixNs, number == 0 ? begin : cuts[number - 1].EndUnixNs, cuts[number].LastUnixNs);
            Assert.InRange(chunk[^1].UnixNs, chunk[0].UnixNs, cuts[number].LastUnixNs);
            Assert.InRange(cuts[number].EndUnixNs, begin, cuts[number].LastUnixNs);
        }
    }

    [LttngFact]
    public async Task Every_event_tells_its_process_and_thread()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        await using var recorder = bench.Recorder();
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        await program.CallAsync(10);

        await recorder.StopAsync(None);

        var call = (await bench.ReadChunksAsync())[0][0].Line;
        Assert.Contains($"procname = \"{TracedProgram.ProcessName}\", vpid = {program.Id}, vtid = {program.Id}", call, StringComparison.Ordinal);
    }

    [LttngFact]
    public async Task A_chunk_in_which_nothing_happened_has_a_trace_folder_and_keeps_the_tails()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        await using var recorder = bench.Recorder();
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), None);

        var empty = await recorder.CutAsync(bench.NextChunk(), None);
        await using (var program = await bench.Program.StartAsync(bench.Place)) await program.CallAsync(10);
        var full = await recorder.CutAsync(bench.NextChunk(), None);
        var quiet = await recorder.StopAsync(None);

        Assert.All(bench.Chunks, chunk => Assert.True(File.Exists(Path.Combine(chunk, "trace", "lttng.json"))));
        Assert.Empty(empty.Tails!);
        Assert.NotEmpty(full.Tails!);
        Assert.Equal(full.Tails!.Select(tail => tail.Stream), quiet.Tails!.Select(tail => tail.Stream));
        Assert.All(full.Tails!, tail => Assert.True(File.Exists(Path.Combine(bench.Chunks[1], tail.Stream)), tail.Stream));
    }

    [LttngFact]
    public async Task Calls_that_found_no_room_are_told_by_the_tails()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        await using var recorder = bench.Recorder(bench.Options with { SubBufferBytes = 65_536, SubBufferCount = 2 });
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        // LTTng's own statedump of the program comes before its first call, and finds room.
        var first = await recorder.CutAsync(bench.NextChunk(), None);

        var calls = await bench.Place.WithoutConsumersAsync(() => program.CallAsync(400_000, pauseMicroseconds: 0));
        await recorder.CutAsync(bench.NextChunk(), None);
        var last = await recorder.StopAsync(None);

        var recorded = (await bench.ReadChunksAsync()).Sum(chunk => chunk.Count);
        var discarded = last.Tails!.Sum(tail => (long)tail.EventsDiscarded);
        Assert.All(first.Tails!, tail => Assert.Equal(0UL, tail.EventsDiscarded));
        Assert.True(discarded > 0, "nothing was discarded");
        Assert.Equal(calls, recorded + discarded);
    }

    [LttngFact]
    public async Task Stopping_leaves_no_session_and_no_daemon_that_it_started()
    {
        await using var bench = LttngBench.WithoutDaemon();
        await using var recorder = bench.Recorder();
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), None);
        Assert.True(bench.Place.IsRunning);

        await recorder.StopAsync(None);

        Assert.False(bench.Place.IsRunning);
        Assert.False(Directory.Exists(Path.Combine(bench.Run().Directory, "lttng")));
    }

    [LttngFact]
    public async Task A_daemon_that_it_did_not_start_and_the_sessions_of_others_stay_untouched()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        using var others = new TemporaryFolder();
        await bench.Place.LttngAsync("create", "somebodys", $"--output={others.Path}");
        await bench.Place.LttngAsync("enable-event", "--userspace", "--session=somebodys", TracedProgram.Event);
        await bench.Place.LttngAsync("start", "somebodys");
        await using var recorder = bench.Recorder();
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        var calls = await program.CallAsync(1000);
        await recorder.CutAsync(bench.NextChunk(), None);

        await recorder.StopAsync(None);

        Assert.True(bench.Place.IsRunning);
        await bench.Place.LttngAsync("stop", "somebodys");
        Assert.Equal(calls, (await Babeltrace.ReadCallsAsync(others.Path)).Count);
        Assert.Contains("somebodys", await bench.Place.LttngAsync("list"), StringComparison.Ordinal);
        Assert.DoesNotMatch("steadytrace-[0-9a-f]{12}-", await bench.Place.LttngAsync("list"));
    }

    [LttngFact]
    public async Task A_daemon_that_it_started_stays_while_somebody_else_has_a_session_there()
    {
        await using var bench = LttngBench.WithoutDaemon();
        await using var recorder = bench.Recorder();
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), None);
        using var others = new TemporaryFolder();
        await bench.Place.LttngAsync("create", "somebodys", $"--output={others.Path}");

        await recorder.StopAsync(None);

        Assert.True(bench.Place.IsRunning);
    }

    [LttngFact]
    public async Task A_start_destroys_the_sessions_of_dead_runs_of_its_own_source()
    {
        await using var bench = LttngBench.WithoutDaemon();
        await using (var dead = bench.Recorder())
        {
            await dead.StartAsync(bench.Run(1), bench.NextChunk(), None);
            // A daemon's first session destroyed in the moment of its start makes lttng-sessiond 2.13 abort now and then.
            await dead.CutAsync(bench.NextChunk(), None);
        }

        await using var recorder = bench.Recorder();
        await recorder.StartAsync(bench.Run(2), bench.NextChunk(), None);

        var listed = await bench.Place.LttngAsync("list");
        Assert.Matches("steadytrace-[0-9a-f]{12}-2 ", listed);
        Assert.DoesNotMatch("steadytrace-[0-9a-f]{12}-1 ", listed);
        await recorder.StopAsync(None);
        Assert.False(bench.Place.IsRunning, "the daemon was started by an earlier run of the same source");
    }

    private static IEnumerable<long> LongRange(long count)
    {
        for (long i = 0; i < count; i++) yield return i;
    }
}
