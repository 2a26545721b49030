using Steadytrace.Cluster.Fleet;
using Steadytrace.Testing;

namespace Steadytrace.EndToEnd.Tests;

/// <summary>The kernel by ftrace and programs by LTTng, both at once on one host.</summary>
public sealed class TwoRecordersTests : IDisposable
{
    private const string Instances = "/sys/kernel/tracing/instances";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TracefsLttngFact]
    public async Task Both_record_with_chunks_and_metrics_of_their_own()
    {
        const int Calls = 5000;
        await using var place = LttngSessionDaemon.None();
        using var source = new TracedProgram();
        var port = FreePort.Next();
        var before = Directory.Exists(Instances) ? Directory.GetDirectories(Instances) : [];
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
        Assert.NotEqual(RunOf(chunks, "ftrace"), RunOf(chunks, "lttng"));
        var names = await up.Fleet.MetricNamesAsync("", 10_000, CancellationToken.None);
        Assert.Contains(names, name => name.StartsWith("1sec.lttng.events.steadytrace_test.", StringComparison.Ordinal));
        Assert.Contains(names, name => name.StartsWith("1sec.ftrace.events.sched.sched_switch.", StringComparison.Ordinal));
        Assert.DoesNotContain(names, name => name.StartsWith("1sec.lttng.events.sched.", StringComparison.Ordinal));
        Assert.Contains(names, name => name.StartsWith("1sec.lttng.ledger.recorded.", StringComparison.Ordinal));
        Assert.Contains(names, name => name.StartsWith("1sec.ftrace.ledger.recorded.", StringComparison.Ordinal));

        await up.InterruptAsync();
        Assert.False(place.IsRunning, "the session daemon that it started is ended");
        Assert.Empty((Directory.Exists(Instances) ? Directory.GetDirectories(Instances, "steadytrace.*") : []).Except(before));
    }

    private static async Task<IReadOnlyList<SourceView>> SourcesAsync(SteadytraceNode up) => (await up.Fleet.ViewAsync(CancellationToken.None)).Sources;

    private static async Task<long> PublishedAsync(SteadytraceNode up, string recorder) =>
        (await up.Fleet.IntervalsAsync(1000, CancellationToken.None)).Where(interval => interval.Recorder == recorder && interval.State == "published").Sum(interval => interval.Events);

    private static long RunOf(IEnumerable<ChunkView> chunks, string recorder) => chunks.Last(chunk => chunk.Recorder == recorder).Run;
}

/// <summary>A test that needs both of this machine's tracers.</summary>
public sealed class TracefsLttngFactAttribute : FactAttribute
{
    public TracefsLttngFactAttribute() => Skip = new TracefsFactAttribute().Skip ?? new LttngFactAttribute().Skip;
}
