using Steadytrace.Recording.Tracefs;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>A tracer-only node with the kernel's ring buffer, beside a bare loop and <c>perf record</c>.</summary>
internal sealed class FtraceCost(BenchOptions options, CancellationToken cancellation) : IMeasure
{
    private const long HighRate = 1_000_000;
    private const double LeastRatio = 0.9;

    public string Name => "ftrace";

    /// <summary>What each cost; null before it was measured.</summary>
    public CostTable? Table { get; private set; }

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        using var mount = TracefsMount.Ensure(new TracefsOptions().Root);
        using var load = SteadyLoad.Calls(options.Work);
        Contestant[] bare = [PageCopier.Contestant("splice", load, options.Work), PageCopier.Contestant("read", load, options.Work)];
        Table = await new CostRounds(load, [Untraced.Contestant, .. bare, PerfRecording.Contestant(load, options.Work), FtraceNode.Contestant(options, load)]).TakeAsync(cancellation);
        var verdict = new CostVerdict(Table, FtraceNode.Name, [.. bare.Select(one => one.Name)]);
        return [.. verdict.Cpu(Name), verdict.Load(Name, HighRate, LeastRatio), verdict.Disk(Name, HighRate, LeastRatio), verdict.Memory(Name)];
    }
}
