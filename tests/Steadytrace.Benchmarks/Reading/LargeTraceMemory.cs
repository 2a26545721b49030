using Steadytrace.Benchmarks.Inputs;
using Steadytrace.Benchmarks.Timing;

namespace Steadytrace.Benchmarks.Reading;

/// <summary>What counting a trace of 10 GB holds in memory beyond the files that it maps.</summary>
internal sealed class LargeTraceMemory(BenchOptions options, ReadingInputs inputs) : IMeasure
{
    private const double LimitBytes = 200e6;

    public string Name => "memory";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        await inputs.EnsureLargeAsync();
        var memory = Command.Watch(options.Steadytrace, "count", "--json", inputs.Large);
        return
        [
            new Measurement($"resident beyond the mapped files, {ReadingInputs.SizeOf(inputs.Large) / 1e9:0.0} GB ({Figure.Bytes(memory.Peak)} with them)",
                Figure.Bytes(memory.Own), Figure.Bytes(LimitBytes), LimitBytes / memory.Own, 1),
        ];
    }
}
