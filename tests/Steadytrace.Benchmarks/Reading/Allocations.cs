using Steadytrace.Benchmarks.Inputs;
using Steadytrace.Traces;
using Steadytrace.Traces.Ctf.Counting;
using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Ctf.Plan;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Benchmarks.Reading;

/// <summary>Memory allocated while 20 million events are counted that one worker has counted once before.</summary>
internal sealed class Allocations(ReadingInputs inputs) : IReadingMeasure
{
    public string Name => "allocations";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        await inputs.EnsureUserSpaceAsync();
        var bytes = Count(inputs.UserSpace);
        return [new Measurement($"allocated while {ReadingInputs.Events / 1_000_000} million events are counted, warm", $"{bytes} B", "0 B", bytes == 0 ? double.PositiveInfinity : 0, 1)];
    }

    private static long Count(string trace)
    {
        var files = new List<(TraceDirectory, StreamFile)>();
        try
        {
            foreach (var path in TraceFolders.Find(trace).Ctf)
            {
                var directory = TraceDirectory.Open(path);
                files.AddRange(TraceDirectory.StreamFiles(path).Select(file => (directory, StreamFile.Open(file, trace, directory.Layout))));
            }

            var (options, faults) = (new CountOptions(), new FaultList());
            var source = new BatchSource(StreamGrouping.Group(files, null), options, new TallyParts(options.Split), faults, default);
            var batches = new List<PacketBatch>();
            while (source.Take() is { } batch) batches.Add(batch);
            var counter = new PacketCounter(options, new PlanShelf(new HashSet<StreamClass>()), faults);
            batches.ForEach(batch => counter.Count(batch, default));
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var batch in batches) counter.Count(batch, default);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            counter.Finish();
            var events = counter.Parts.Sum().Events;
            return events == 2 * ReadingInputs.Events ? allocated : throw new BenchException($"{events} events counted, {2 * ReadingInputs.Events} expected");
        }
        finally
        {
            files.ForEach(file => file.Item2.Dispose());
        }
    }
}
