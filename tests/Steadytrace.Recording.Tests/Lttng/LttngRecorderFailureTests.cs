using System.Net.Sockets;
using Steadytrace.Recording.Lttng;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng;

public sealed class LttngRecorderFailureTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [LttngFact]
    public async Task A_successor_continues_the_run_and_no_call_is_lost_between_the_two()
    {
        await using var bench = LttngBench.WithoutDaemon();
        var first = bench.Recorder();
        await first.StartAsync(bench.Run(), bench.NextChunk(), None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        var calling = program.CallAsync(100_000, pauseMicroseconds: 500);
        var before = await first.CutAsync(bench.NextChunk(), None);
        await first.DisposeAsync();

        await using var second = bench.Recorder();
        Assert.True(await second.TryAdoptAsync(bench.Run(), bench.Chunks[^1], None));
        await second.CutAsync(bench.NextChunk(), None);
        var calls = await calling;
        var after = await second.StopAsync(None);

        Assert.Equal(calls, await CountOnceAsync(bench));
        Assert.All(before.Tails!, tail => Assert.Contains(after.Tails!, later => later.Stream == tail.Stream && later.PacketSequence >= tail.PacketSequence));
        Assert.False(bench.Place.IsRunning, "the successor ends the daemon that the first one started");
    }

    [LttngFact]
    public async Task A_successor_that_is_told_to_record_something_else_says_so_and_saves_what_there_is()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        await using var dead = bench.Recorder();
        await dead.StartAsync(bench.Run(), bench.NextChunk(), None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        var calls = await program.CallAsync(1000);
        await dead.DisposeAsync();

        await using var same = bench.Recorder(bench.Options with { HealthCheckSeconds = 60 });
        Assert.True(await same.TryAdoptAsync(bench.Run(), bench.Chunks[^1], None));
        Assert.False(same.IsOutdated);
        await same.DisposeAsync();
        await using var other = bench.Recorder(bench.Options with { UserEvents = ["my_app:*"] });
        Assert.True(await other.TryAdoptAsync(bench.Run(), bench.Chunks[^1], None));

        Assert.True(other.IsOutdated);
        await other.StopAsync(None);
        Assert.Equal(calls, (await bench.ReadChunksAsync()).Sum(chunk => chunk.Count));
    }

    [LttngFact]
    public async Task A_cut_that_the_dead_process_did_not_report_is_merged_into_the_chunk_that_is_open()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        var first = bench.Recorder();
        await first.StartAsync(bench.Run(), bench.NextChunk(), None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        await program.CallAsync(1000);
        // The folder of chunk 1 is never recorded into by anybody: chunk 0 is still the open one for the caller.
        await first.CutAsync(bench.Run().Directory, None);
        await first.DisposeAsync();
        await program.CallAsync(1000);

        await using var second = bench.Recorder();
        Assert.True(await second.TryAdoptAsync(bench.Run(), bench.Chunks[0], None));
        await program.CallAsync(1000);
        var cut = await second.CutAsync(bench.NextChunk(), None);
        var calls = await program.CallAsync(1000);
        await second.StopAsync(None);

        Assert.Equal([3000, 1000], (await bench.ReadChunksAsync()).Select(chunk => chunk.Count));
        Assert.Equal(calls, await CountOnceAsync(bench));
        foreach (var tail in cut.Tails!)
        {
            var stream = Path.Combine(bench.Chunks[0], tail.Stream);
            var entries = LttngIndexFile.Read(LttngArchiveMerge.IndexOf(stream), new FileInfo(stream).Length).Entries;
            Assert.Equal(tail.PacketSequence, entries[^1].PacketSequence);
            Assert.Equal(new FileInfo(stream).Length, entries[^1].End);
        }
    }

    [LttngFact]
    public async Task An_archive_that_the_dead_process_did_not_move_is_in_the_next_chunk()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        var first = bench.Recorder();
        await first.StartAsync(bench.Run(), bench.NextChunk(), None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        await program.CallAsync(1000);
        await first.DisposeAsync();
        await bench.Place.LttngAsync("rotate", await bench.SessionAsync());
        var calls = await program.CallAsync(1000);

        await using var second = bench.Recorder();
        Assert.True(await second.TryAdoptAsync(bench.Run(), bench.Chunks[0], None));
        await second.StopAsync(None);

        Assert.Equal(calls, await CountOnceAsync(bench));
    }

    [LttngFact]
    public async Task What_a_dead_daemon_wrote_is_kept_in_the_open_chunk()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        var first = bench.Recorder(bench.Options with { SubBufferBytes = 4096, SubBufferCount = 64 });
        await first.StartAsync(bench.Run(), bench.NextChunk(), None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        await program.CallAsync(1000);
        await first.CutAsync(bench.NextChunk(), None);
        await program.CallAsync(2000);
        await first.DisposeAsync();
        bench.Place.Kill();

        await using var second = bench.Recorder();
        Assert.False(await second.TryAdoptAsync(bench.Run(), bench.Chunks[1], None));

        var chunks = await bench.ReadChunksAsync();
        Assert.Equal(1000, chunks[0].Count);
        // 2000 calls fill some twenty packets; those that were not full when the consumer died are lost.
        Assert.InRange(chunks[1].Count, 1000, 2000);
    }

    [LttngFact]
    public async Task A_run_that_nobody_recorded_is_not_adopted()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        await using var recorder = bench.Recorder();

        Assert.False(await recorder.TryAdoptAsync(bench.Run(), bench.NextChunk(), None));
    }

    [Fact]
    public async Task A_command_that_is_killed_while_a_daemon_listens_does_not_end_the_run()
    {
        using var lttng = new SyntheticLttng("2.13", "/nowhere");
        using var folder = new TemporaryFolder();
        using var daemon = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        daemon.Bind(new UnixDomainSocketEndPoint(Path.Combine(Directory.CreateDirectory(folder[".lttng"]).FullName, LttngSocket.Name)));
        daemon.Listen();
        var options = new LttngOptions { Command = lttng.Command, Domain = LttngDomain.Both, Environment = new Dictionary<string, string> { ["LTTNG_HOME"] = folder.Path } };
        var run = new RecordingRun(new SourceId(new HostId("here"), "lttng"), 7, Directory.CreateDirectory(folder["runs/7"]).FullName);
        var chunk = Directory.CreateDirectory(folder["chunk"]).FullName;
        await using (var dead = new LttngRecorder(options)) await dead.StartAsync(run, chunk, None);
        var written = Directory.CreateDirectory(Path.Combine(new LttngArchives(run.Directory).Output, "kernel"));
        lttng.KillNextList();

        await using (var second = new LttngRecorder(options))
        {
            var failed = await Assert.ThrowsAsync<RecorderException>(() => second.TryAdoptAsync(run, chunk, None));
            Assert.False(failed.Permanent);
        }

        await using var third = new LttngRecorder(options);
        Assert.True(await third.TryAdoptAsync(run, chunk, None));
        Assert.True(Directory.Exists(written.FullName), "what the session writes is gone");
        Assert.Empty(Directory.EnumerateFileSystemEntries(chunk));
        Assert.DoesNotContain(lttng.Commands, command => command.StartsWith("destroy", StringComparison.Ordinal));
    }

    [LttngFact]
    public async Task The_death_of_the_daemon_is_told_between_two_cuts_and_at_the_next_one()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        // However seldom the command is asked: where no daemon listens it is asked at the next look.
        await using var recorder = bench.Recorder(bench.Options with { HealthCheckSeconds = 600 });
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), None);
        Assert.False(recorder.Ended.IsCompleted);

        bench.Place.Kill();

        await Assert.ThrowsAsync<RecorderException>(() => recorder.Ended.WaitAsync(Deadline));
        var cut = await Assert.ThrowsAsync<RecorderException>(() => recorder.CutAsync(bench.NextChunk(), None));
        Assert.False(cut.Permanent);
    }

    [LttngFact]
    public async Task After_the_daemons_death_a_new_run_records_again_with_a_daemon_of_its_own_and_leaves_nothing()
    {
        await using var bench = LttngBench.WithoutDaemon();
        await using (var first = bench.Recorder())
        {
            await first.StartAsync(bench.Run(1), bench.NextChunk(), None);
            await using var program = await bench.Program.StartAsync(bench.Place);
            await program.CallAsync(1000);
            await first.CutAsync(bench.NextChunk(), None);
        }

        // The daemon alone, as the kernel does when memory is short: its consumer finds out and ends.
        bench.Place.KillDaemon();
        await using (var second = bench.Recorder()) Assert.False(await second.TryAdoptAsync(bench.Run(1), bench.Chunks[1], None));
        await using var third = bench.Recorder();
        await third.StartAsync(bench.Run(2), bench.NextChunk(), None);
        await using var again = await bench.Program.StartAsync(bench.Place);
        var calls = await again.CallAsync(1000);
        await third.StopAsync(None);

        Assert.Equal([1000, 0, (int)calls], (await bench.ReadChunksAsync()).Select(chunk => chunk.Count));
        Assert.False(bench.Place.IsRunning);
        await Eventually.HoldsAsync(() => !bench.Place.HasConsumers, "end of the dead daemon's consumer", Deadline);
        Assert.False(Directory.Exists(Path.Combine(bench.Run(1).Directory, "lttng")));
    }

    [LttngFact]
    public async Task A_session_that_somebody_stopped_is_told()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        await using var recorder = bench.Recorder(bench.Options with { HealthCheckSeconds = 1 });
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), None);

        await bench.Place.LttngAsync("stop", await bench.SessionAsync());

        var ended = await Assert.ThrowsAsync<RecorderException>(() => recorder.Ended.WaitAsync(Deadline));
        Assert.Contains("was stopped", ended.Message, StringComparison.Ordinal);
    }

    [LttngFact]
    public async Task A_kernel_domain_without_a_kernel_tracer_is_refused_for_good_and_leaves_nothing()
    {
        await using var bench = LttngBench.WithoutDaemon();
        await using var recorder = bench.Recorder(bench.Options with { Domain = LttngDomain.Kernel });

        var refused = await Assert.ThrowsAsync<RecorderException>(() => recorder.StartAsync(bench.Run(), bench.NextChunk(), None));

        Assert.True(refused.Permanent);
        Assert.Contains("Kernel tracer not available", refused.Message, StringComparison.Ordinal);
        Assert.Contains("lttng-modules-dkms", refused.Message, StringComparison.Ordinal);
        Assert.False(bench.Place.IsRunning);
    }

    [LttngFact]
    public async Task A_start_that_fails_half_way_leaves_neither_session_nor_daemon()
    {
        await using var bench = LttngBench.WithoutDaemon();
        await using var recorder = bench.Recorder(bench.Options with { UserContexts = ["no-such-context"] });

        var failed = await Assert.ThrowsAsync<RecorderException>(() => recorder.StartAsync(bench.Run(), bench.NextChunk(), None));

        Assert.Contains("no-such-context", failed.Message, StringComparison.Ordinal);
        Assert.False(bench.Place.IsRunning);
    }

    [Fact]
    public async Task A_machine_without_lttng_is_told_what_to_install()
    {
        using var folder = new TemporaryFolder();
        await using var recorder = new LttngRecorder(new LttngOptions { Command = folder["lttng"] });
        var run = new RecordingRun(new SourceId(new HostId("here"), "lttng"), 1, folder.Path);

        var refused = await Assert.ThrowsAsync<RecorderException>(() => recorder.StartAsync(run, folder.Path, None));

        Assert.True(refused.Permanent);
        Assert.Contains("apt install lttng-tools", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_hangs_is_given_up_after_its_time()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["hangs"], "#!/bin/sh\nexec sleep 60\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder["hangs"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var command = new LttngCommand(new LttngOptions { Command = folder["hangs"], CommandTimeoutSeconds = 1 });

        var failed = await Assert.ThrowsAsync<RecorderException>(() => command.RunAsync(["list"], None));

        Assert.Contains("no answer within 1 s", failed.Message, StringComparison.Ordinal);
    }

    private static async Task<long> CountOnceAsync(LttngBench bench)
    {
        var numbers = (await bench.ReadChunksAsync()).SelectMany(chunk => chunk).Select(call => call.Number).ToList();
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        return numbers.Count;
    }
}
