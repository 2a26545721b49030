using BenchmarkDotNet.Running;
using Steadytrace.Benchmarks;
using Steadytrace.Benchmarks.Reading;

// 0: every measure reaches its aim. 1: one does not. 2: a mistake in what was asked, or something is missing. 3: a measure could not be taken.
try
{
    switch (args)
    {
        case ["reading", .. var rest]:
            return await ReadingBench.RunAsync(BenchOptions.Parse(rest));
        case ["inside", .. var rest]:
            BenchmarkSwitcher.FromAssembly(typeof(BenchOptions).Assembly).Run(rest.Length == 0 ? ["--filter", "*"] : rest);
            return 0;
        default:
            throw new BenchException("say which: reading --work FOLDER --program FOLDER, or inside [options of BenchmarkDotNet]; tests/bench.sh does");
    }
}
catch (BenchException exception)
{
    Console.Error.WriteLine($"bench: {exception.Message}");
    return 2;
}
