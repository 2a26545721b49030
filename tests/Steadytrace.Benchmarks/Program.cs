using BenchmarkDotNet.Running;
using Steadytrace.Benchmarks;
using Steadytrace.Benchmarks.Cluster;
using Steadytrace.Benchmarks.Reading;
using Steadytrace.Benchmarks.Recording;

// 0: every measure reaches its aim. 1: one does not. 2: a mistake in what was asked, or something is missing. 3: a measure could not be taken.
using var interruption = new Interruption();
try
{
    switch (args)
    {
        case ["reading", .. var rest]:
            return await ReadingBench.RunAsync(BenchOptions.Parse(rest));
        case ["recording", .. var rest]:
            return await RecordingBench.RunAsync(BenchOptions.Parse(rest), interruption.Token);
        case ["hour", .. var rest]:
            return await HourRun.RunAsync(HourOptions.Parse(rest), interruption.Token);
        case ["cluster", .. var rest]:
            return await ClusterBench.RunAsync(BenchOptions.Parse(rest), interruption.Token);
        case [NodesTogether.Command, var folder]:
            return await NodesTogether.RunAsync(folder, interruption.Token);
        case ["inside", .. var rest]:
            BenchmarkSwitcher.FromAssembly(typeof(BenchOptions).Assembly).Run(rest.Length == 0 ? ["--filter", "*"] : rest);
            return 0;
        default:
            throw new BenchException("say which: reading, recording or cluster --work FOLDER --program FOLDER, hour with these and --minutes, or inside [options of BenchmarkDotNet]; tests/bench.sh does");
    }
}
catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
{
    Console.Error.WriteLine("bench: interrupted");
    return 130;
}
catch (BenchException exception)
{
    Console.Error.WriteLine($"bench: {exception.Message}");
    return 2;
}
