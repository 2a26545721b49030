using Steadytrace.Testing;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>Ours with LTTng's user space: our process, the <c>lttng</c> commands that it runs, and LTTng's own daemons.</summary>
internal sealed class LttngNode : IRecording
{
    private readonly TracerNode _node;
    private readonly LttngSessionDaemon _place;
    private readonly LttngDiscards _discards;

    private LttngNode(TracerNode node, LttngSessionDaemon place) => (_node, _place, _discards) = (node, place, new LttngDiscards(place));

    public IReadOnlyList<int> Processes => [_node.Id, .. _place.ProcessIds];

    public static Contestant Contestant(BenchOptions options, LttngSessionDaemon place) => new(FtraceNode.Name, async () => await StartAsync(options, place), IsOurs: true);

    public Task<long?> LostAsync(long made) => _discards.SinceLastAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    /// <summary>What a tracer is told to record.</summary>
    public static Dictionary<string, string?> Settings => new() { ["STEADYTRACE__TRACER__LTTNG__DOMAIN"] = "user" };

    private static async Task<LttngNode> StartAsync(BenchOptions options, LttngSessionDaemon place) =>
        new(await TracerNode.StartAsync(options.Steadytrace, options.Work, "lttng", Settings, place), place);
}
