using Steadytrace.Benchmarks.Inputs;

namespace Steadytrace.Benchmarks.Reading;

/// <summary>Takes all measures of reading.</summary>
internal static class ReadingBench
{
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(BenchOptions options)
    {
        var inputs = new ReadingInputs(options.Work);
        return new MeasureRun("reading", "What is compared was timed in turn, in one run; the best of each counts.", options.Only).TakeAsync(
        [
            new UserSpaceSpeed(options, inputs),
            new KernelSpeed(inputs),
            new TwoThreads(inputs),
            new PageSpeed(inputs),
            new StartUp(options, inputs),
            new LargeTraceMemory(options, inputs),
            new Allocations(inputs),
        ]);
    }
}
