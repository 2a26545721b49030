using Steadytrace.Traces;
using Steadytrace.Traces.Ctf.Counting;
using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Ctf.Plan;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Benchmarks.Inside;

/// <summary>A trace that is open, its packets found: what is left to do is what a worker does with its batches.</summary>
internal sealed class PreparedTrace : IDisposable
{
    private readonly List<StreamFile> _files = [];
    private readonly List<PacketBatch> _batches = [];
    private readonly PacketCounter _counter;

    public PreparedTrace(string trace, ReaderKind reader)
    {
        foreach (var path in TraceFolders.Find(trace).Ctf)
        {
            var directory = TraceDirectory.Open(path);
            foreach (var file in TraceDirectory.StreamFiles(path)) _files.Add(StreamFile.Open(file, trace, directory));
        }

        var (options, faults) = (new CountOptions(), new FaultList());
        var room = new TallyRoom(options.MaximumIntervals, options.MaximumEntries);
        var source = new BatchSource(StreamGrouping.Group(_files, null), options, new TallyParts(options.Split, room), faults, new HashSet<TraceStream>(), default);
        while (source.Take() is { } batch) _batches.Add(batch);
        _counter = new PacketCounter(options, reader == ReaderKind.Plan ? new PlanShelf(new HashSet<StreamClass>()) : null, faults, room);
    }

    /// <summary>Events counted since it was opened. May be asked once, at the end.</summary>
    public long Events
    {
        get
        {
            _counter.Finish();
            return _counter.Parts.Sum().Events;
        }
    }

    /// <summary>Counts all packets, once more.</summary>
    public void Count()
    {
        foreach (var batch in _batches) _counter.Count(batch, default);
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());
}
