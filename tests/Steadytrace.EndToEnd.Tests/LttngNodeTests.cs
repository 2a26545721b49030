using Steadytrace.Cluster.Fleet;
using Steadytrace.Testing;

namespace Steadytrace.EndToEnd.Tests;

/// <summary>LTTng in a node: beside ftrace, and when its session daemon dies.</summary>
public sealed class LttngNodeTests : IDisposable
{
    private const string Instances = "/sys/kernel/tracing/instances";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TracefsLttngFact]
    public async Task Both_record_with_chunks_and_metrics_of_their_own()
    {
        const int Calls = 5000;
        await using var place = LttngSessionDaemon.None();
        using var source = new TracedProgram();
        var port = FreePort.Next();
        var settings = place.Variables.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        settings["STEADYTRACE__TRACER__RECORDERS"] = "ftrace,lttng";
        settings["STEADYTRACE__TRACER__LTTNG__COMMAND"] = place.Command;
        settings["STEADYTRACE__TRACER__LTTNG__DAEMON_COMMAND"] = place.DaemonCommand;
        settings["STEADYTRACE__TRACER__LTTNG__DAEMON_ARGUMENTS"] = "--no-kernel";
        settings["STEADYTRACE__TRACER__LTTNG__USER_EVENTS"] = TracedProgram.Event;
        settings["STEADYTRACE__TRACER__CHUNK_LENGTH"] = "1s";
        await using var up = SteadytraceNode.Start(port, ["up", "--port", $"{port}", "--spool", _folder["spool"], "--interval", "1sec", "--host", "two"], settings, _folder.Path);
        await up.UntilReadyAsync();
        await Eventually.HoldsAsync(async () => (await SourcesAsync(up)).Count(one => one.State == "recording") == 2, "two recorders that record", Patience);

        await using var program = await source.StartAsync(place);
        await program.CallAsync(Calls);

        await Eventually.HoldsAsync(async () => await PublishedAsync(up, "lttng") == Calls, $"{Calls} calls in published intervals of lttng", Patience);
        await Eventually.HoldsAsync(async () => await PublishedAsync(up, "ftrace") > 0, "published intervals of ftrace", Patience);
        var sources = await SourcesAsync(up);
        Assert.Equal(["ftrace", "lttng"], sources.Select(one => one.Recorder).Order(StringComparer.Ordinal));
        Assert.All(sources, one => Assert.Equal(0, one.LostChunks));
        var chunks = await up.Fleet.ChunksAsync("two", 1000, CancellationToken.None);
        foreach (var recorder in (string[])["ftrace", "lttng"])
        {
            var numbers = chunks.Where(chunk => chunk.Recorder == recorder).Select(chunk => chunk.Number).ToList();
            Assert.NotEmpty(numbers);
            Assert.Equal(Enumerable.Range((int)numbers[0], numbers.Count).Select(number => (long)number), numbers);
        }

        foreach (var metric in (string[])["1sec.lttng.events.steadytrace_test.", "1sec.ftrace.events.sched.sched_switch.", "1sec.lttng.ledger.counted.", "1sec.ftrace.ledger.counted."])
            await Eventually.HoldsAsync(async () => (await up.Fleet.MetricNamesAsync(metric, 10, CancellationToken.None)).Count > 0, $"a metric {metric}…", Patience);
        Assert.Empty(await up.Fleet.MetricNamesAsync("1sec.lttng.events.sched.", 10, CancellationToken.None));

        var run = chunks.First(chunk => chunk.Recorder == "ftrace").Run;
        Assert.Single(Directory.GetDirectories(Instances, $"steadytrace.*.{run}"));
        await up.InterruptAsync();
        Assert.False(place.IsRunning, "the session daemon that it started is ended");
        Assert.Empty(Directory.Exists(Instances) ? Directory.GetDirectories(Instances, $"steadytrace.*.{run}") : []);
    }

    [LttngFact]
    public async Task When_the_session_daemon_is_killed_the_recorder_comes_back_and_the_time_between_is_told_as_a_gap()
    {
        const int Calls = 1000;
        await using var place = LttngSessionDaemon.None();
        using var source = new TracedProgram();
        var port = FreePort.Next();
        var settings = place.Variables.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        settings["STEADYTRACE__TRACER__LTTNG__COMMAND"] = place.Command;
        settings["STEADYTRACE__TRACER__LTTNG__DAEMON_COMMAND"] = place.DaemonCommand;
        settings["STEADYTRACE__TRACER__LTTNG__DAEMON_ARGUMENTS"] = "--no-kernel";
        settings["STEADYTRACE__TRACER__LTTNG__USER_EVENTS"] = TracedProgram.Event;
        settings["STEADYTRACE__TRACER__LTTNG__LOOK_EVERY"] = "1s";
        settings["STEADYTRACE__TRACER__CHUNK_LENGTH"] = "1s";
        await using var up = SteadytraceNode.Start(
            port, ["up", "--port", $"{port}", "--spool", _folder["spool"], "--interval", "1sec", "--host", "two", "--recorder", "lttng"], settings, _folder.Path);
        await up.UntilReadyAsync();
        await Eventually.HoldsAsync(async () => await SourcesAsync(up) is [{ State: "recording" }], "a recorder that records", Patience);
        await using (var program = await source.StartAsync(place)) await program.CallAsync(Calls);
        await Eventually.HoldsAsync(async () => await PublishedAsync(up, "lttng") == Calls, $"{Calls} published calls", Patience);
        var began = (await SourcesAsync(up))[0].RunBegan;

        place.KillDaemon();

        await Eventually.HoldsAsync(async () => await SourcesAsync(up) is [{ State: "recording" } one] && one.RunBegan > began, "a new run", Patience);
        await using (var program = await source.StartAsync(place)) await program.CallAsync(Calls);
        await Eventually.HoldsAsync(async () => await PublishedAsync(up, "lttng") == 2 * Calls, $"{2 * Calls} published calls", Patience);
        var intervals = await up.Fleet.IntervalsAsync(1000, CancellationToken.None);
        Assert.Contains(intervals, interval => interval.Start > began && interval.GapSeconds > 0);

        await up.InterruptAsync();
        Assert.False(place.IsRunning);
        await Eventually.HoldsAsync(() => !place.HasConsumers, "end of the dead daemon's consumer", Patience);
    }

    private static async Task<IReadOnlyList<SourceView>> SourcesAsync(SteadytraceNode up) => (await up.Fleet.ViewAsync(CancellationToken.None)).Sources;

    private static async Task<long> PublishedAsync(SteadytraceNode up, string recorder) =>
        (await up.Fleet.IntervalsAsync(1000, CancellationToken.None)).Where(interval => interval.Recorder == recorder && interval.State == "published").Sum(interval => interval.Events);
}

/// <summary>A test that needs both of this machine's tracers.</summary>
public sealed class TracefsLttngFactAttribute : FactAttribute
{
    public TracefsLttngFactAttribute() => Skip = new TracefsFactAttribute().Skip ?? new LttngFactAttribute().Skip;
}
