using Steadytrace.Benchmarks.Inputs;
using Steadytrace.Benchmarks.Inside;
using Steadytrace.Traces;

namespace Steadytrace.Benchmarks.Reading;

/// <summary>Memory allocated while 20 million events are counted that one worker has counted once before.</summary>
internal sealed class Allocations(ReadingInputs inputs) : IMeasure
{
    public string Name => "allocations";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        await inputs.EnsureUserSpaceAsync();
        using var trace = new PreparedTrace(inputs.UserSpace, ReaderKind.Plan);
        trace.Count();
        var before = GC.GetAllocatedBytesForCurrentThread();
        trace.Count();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        if (trace.Events is var events and not 2 * ReadingInputs.Events) throw new BenchException($"{events} events counted, {2 * ReadingInputs.Events} expected");
        return [new Measurement($"allocated while {ReadingInputs.Events / 1_000_000} million events are counted, warm", $"{bytes} B", "0 B", bytes == 0 ? double.PositiveInfinity : 0, 1)];
    }
}
