using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Steadytrace.Benchmarks.Inside;

/// <summary>In this process, since the loop is emitted at run time and needs no build of its own; short, so that all are done in a minute or two.</summary>
internal sealed class InsideConfig : ManualConfig
{
    public InsideConfig() => AddJob(Job.Default
        .WithToolchain(InProcessEmitToolchain.Instance)
        .WithWarmupCount(2)
        .WithIterationCount(7)
        .WithIterationTime(TimeInterval.FromMilliseconds(200)));
}
