using Steadytrace.Testing;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>A tracer-only node with LTTng's user space, LTTng's daemons included, beside these daemons alone.</summary>
internal sealed class LttngCost(BenchOptions options, CancellationToken cancellation) : IMeasure
{
    private const long HighRate = 1_000_000;
    private const double LeastRatio = 0.9;

    public string Name => "lttng, user space, with its daemons";

    /// <summary>What each cost; null before it was measured.</summary>
    public CostTable? Table { get; private set; }

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        await using var place = await LttngSessionDaemon.StartAsync();
        using var load = SteadyLoad.Hits(options.Work, place);
        Table = await new CostRounds(load, [Untraced.Contestant, ConsumerAlone.Contestant(place, options.Work), LttngNode.Contestant(options, place)]).TakeAsync(cancellation);
        var verdict = new CostVerdict(Table, FtraceNode.Name, ConsumerAlone.Name);
        return [.. verdict.Cpu(Name), verdict.Load(Name, HighRate, LeastRatio), verdict.Disk(Name, HighRate, LeastRatio), verdict.Memory(Name)];
    }
}
