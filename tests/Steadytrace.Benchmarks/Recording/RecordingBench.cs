namespace Steadytrace.Benchmarks.Recording;

/// <summary>What recording costs: both recorders at several rates.</summary>
internal static class RecordingBench
{
    private const string How = """
        Each recorded the same steady load in turn, at each rate; the better of two rounds counts. The limit is 1 % of one core for each 100,000 events a second and at least that
        1 %, or 1.3 × the bare loop where that takes more.
        """;

    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(BenchOptions options, CancellationToken cancellation)
    {
        var (ftrace, lttng) = (new FtraceCost(options, cancellation), new LttngCost(options, cancellation));
        return new MeasureRun("recording", How.ReplaceLineEndings(" "), options.Only).TakeAsync([ftrace, lttng], () => Section(ftrace.Name, ftrace.Table) + Section(lttng.Name, lttng.Table));
    }

    private static string Section(string name, CostTable? table) => table is null ? "" : $"## What each cost: {name}\n\n{table.ToMarkdown()}\n";
}
