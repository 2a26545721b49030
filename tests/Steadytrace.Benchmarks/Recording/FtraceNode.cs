using Steadytrace.Recording;
using Steadytrace.Recording.Tracefs;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>Ours with the kernel's ring buffer.</summary>
internal sealed class FtraceNode : IRecording
{
    public const string Name = "steadytrace, tracer-only node";

    private readonly TracefsInstance _instance;
    private long _lost;

    private FtraceNode(TracerNode node, TracefsInstance instance) => (Node, _instance) = (node, instance);

    public TracerNode Node { get; }

    public IReadOnlyList<int> Processes => [Node.Id];

    public static Contestant Contestant(BenchOptions options, SteadyLoad load) => new(Name, async () => await StartAsync(options, load), IsOurs: true);

    public Task<long?> LostAsync(long made)
    {
        var before = _lost;
        _lost = _instance.Cpus.Sum(cpu => _instance.Counters(cpu).Lost);
        return Task.FromResult<long?>(_lost - before);
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        // A node that was killed leaves its instance to a successor, and there is none.
        foreach (var left in Instances(Node).ToList()) await new TracefsInstance(Root, left).RemoveAsync();
    }

    private static string Root => new TracefsOptions().Root;

    // Those of this very spool: others on this machine are none of our business.
    private static IEnumerable<string> Instances(TracerNode node) => TracefsInstance.Find(Root, InstanceName.PrefixOf(new RecordingRun(node.Source, 0, Path.Combine(node.Runs, "0"))));

    /// <summary>What a tracer is told to record.</summary>
    public static Dictionary<string, string?> Settings(SteadyLoad load) => new()
    {
        ["STEADYTRACE__TRACER__FTRACE__EVENTS"] = TracedKernel.Events,
        ["STEADYTRACE__TRACER__FTRACE__FILTERS"] = $"{TracedKernel.Events} {load.Filter}",
    };

    /// <summary>Starts it; completes when it records.</summary>
    public static async Task<FtraceNode> StartAsync(BenchOptions options, SteadyLoad load)
    {
        var node = await TracerNode.StartAsync(options.Steadytrace, options.Work, "ftrace", Settings(load));
        return new FtraceNode(node, new TracefsInstance(Root, Instances(node).Single()));
    }
}
