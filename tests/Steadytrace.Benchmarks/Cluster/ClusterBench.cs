namespace Steadytrace.Benchmarks.Cluster;

/// <summary>Takes all measures of a cluster.</summary>
internal static class ClusterBench
{
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(BenchOptions options, CancellationToken cancellation) =>
        new MeasureRun("cluster", "Brokers, carbon and nodes were real, on loopback of this machine; what is compared was timed in turn, and the best of each counts.", options.Only).TakeAsync(
        [
            new PublishSpeed(cancellation),
            new BridgeSpeed(cancellation),
            new PoolSpeed(options, cancellation),
            new FetchSpeed(options),
            new AggregatorSpeed(options, cancellation),
            new FiveHosts(options, cancellation),
            new HundredNodes(options, cancellation),
        ]);
}
