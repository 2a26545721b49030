using Steadytrace.Recording.Lttng;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng;

/// <summary>A recorder that is given up: nothing of its source stays in the session daemon, and nothing of anybody else goes.</summary>
public sealed class LttngAbandonTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [LttngFact]
    public async Task A_run_that_is_given_up_leaves_no_session_and_no_daemon_that_it_started()
    {
        await using var bench = LttngBench.WithoutDaemon();
        await using var recorder = bench.Recorder();
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        await program.CallAsync(1000);
        // A daemon's first session destroyed in the moment of its start makes lttng-sessiond 2.13 abort now and then.
        await recorder.CutAsync(bench.NextChunk(), None);

        await recorder.AbandonAsync(bench.Run(), null);

        Assert.False(bench.Place.IsRunning);
    }

    [LttngFact]
    public async Task Another_process_gives_up_a_run_and_those_before_it_by_their_names_although_their_folders_are_gone()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        foreach (var number in new[] { 1, 2, 3 })
        {
            await bench.Place.LttngAsync("create", SessionOf(bench.Run(number)), $"--output={bench.Run(number).Directory}/lttng");
            await bench.Place.LttngAsync("enable-event", "--userspace", TracedProgram.Event);
            await bench.Place.LttngAsync("start");
            Directory.Delete(bench.Run(number).Directory, recursive: true);
        }

        await using var recorder = bench.Recorder();
        await recorder.AbandonAsync(bench.Run(2), null);

        Assert.EndsWith("-3", await bench.SessionAsync(), StringComparison.Ordinal);
    }

    [LttngFact]
    public async Task The_sessions_of_others_and_a_daemon_that_it_did_not_start_stay_when_a_run_is_given_up()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        using var others = new TemporaryFolder();
        await bench.Place.LttngAsync("create", "somebodys", $"--output={others.Path}");
        await bench.Place.LttngAsync("enable-event", "--userspace", TracedProgram.Event);
        await bench.Place.LttngAsync("start");
        await using var recorder = bench.Recorder();
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        var calls = await program.CallAsync(1000);

        await recorder.AbandonAsync(bench.Run(), null);

        Assert.Equal("somebodys", await bench.SessionAsync());
        await bench.Place.LttngAsync("stop", "somebodys");
        Assert.Equal(calls, (await Babeltrace.ReadCallsAsync(others.Path)).Count);
    }

    [LttngFact]
    public async Task A_run_is_given_up_where_no_daemon_runs_any_more()
    {
        await using var bench = LttngBench.WithoutDaemon();
        await using var recorder = bench.Recorder();

        await recorder.AbandonAsync(bench.Run(), null);

        Assert.False(bench.Place.IsRunning);
    }

    [Fact]
    public async Task A_session_with_both_domains_is_destroyed_as_one_without_waiting_for_its_data()
    {
        using var lttng = new SyntheticLttng("2.13", "/nowhere");
        using var spool = new TemporaryFolder();
        var run = new RecordingRun(new SourceId(new HostId("here"), "lttng"), 7, Directory.CreateDirectory(spool["runs/7"]).FullName);
        var options = new LttngOptions { Command = lttng.Command, Domain = LttngDomain.Both };
        await using var recorder = new LttngRecorder(options);
        await recorder.StartAsync(run, Directory.CreateDirectory(spool["chunk"]).FullName, None);

        await recorder.AbandonAsync(run, null);

        Assert.Single(lttng.Commands, $"destroy --no-wait {SessionOf(run)}");
        Assert.DoesNotContain(lttng.Commands, command => command.StartsWith("stop", StringComparison.Ordinal));
    }

    private static string SessionOf(RecordingRun run) => new LttngRun(run, "steadytrace", "").Session;
}
