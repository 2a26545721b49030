using System.Collections.Concurrent;
using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Metadata;
using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Ctf.Plan;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Counts the CTF traces of some directories as one.</summary>
internal sealed class CtfCounting(string root, CountOptions options, CancellationToken cancellation)
{
    /// <summary>Most stream files of one count: all are mapped at once, and systems allow about twice as many mappings.</summary>
    private const int MaximumFiles = 30_000;

    /// <summary>Most bytes of indexes, all together; files beyond it are read without theirs.</summary>
    private const long MaximumIndexBytes = 32 << 20;

    private readonly FaultList _faults = new();
    private long _indexBytes;
    private int _weight;

    /// <summary>Counts all streams of all directories.</summary>
    /// <param name="directories">Directories with a <c>metadata</c> file.</param>
    /// <param name="into">Takes the counts.</param>
    /// <param name="notes">Takes what people may want to know.</param>
    /// <returns>The damage found.</returns>
    /// <exception cref="TraceException">No metadata of any directory could be read.</exception>
    public IReadOnlyList<TraceFault> Count(IReadOnlyList<string> directories, TallyParts into, List<string> notes)
    {
        var files = new List<StreamFile>();
        try
        {
            foreach (var directory in OpenDirectories(directories))
            {
                foreach (var path in StreamFiles(directory))
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (!TryOpen(path, directory, files)) break;
                }
            }

            var streams = InRange(StreamGrouping.Group(files, options.Before));
            var shared = SharedCpus.Of(streams);
            var together = shared.FindAll(cpu => cpu.Teller is null);
            foreach (var cpu in together.Select(cpu => cpu.Streams))
            {
                notes.Add($"CPU {cpu[0].Cpu} of trace {cpu[0].Identity}: {cpu.Count} streams are read in order of time by the checked reader, since several tell which thread runs for the others");
                new SharedCpuCounter(cpu, options, into, _faults).Count(cancellation);
            }

            var turnTellers = options.CpuTime ? TurnTellers.Of(streams, together) : new HashSet<TraceStream>();
            CountInParallel([.. streams.Except(shared.SelectMany(cpu => cpu.Streams))], [.. shared.Except(together)], turnTellers, into, notes);
            foreach (var stream in options.WithSpan ? streams : []) into.Widen(EventTimes.Of(stream)?.After(options.ShiftNanoseconds));
            notes.AddRange(files.Select(file => file.IndexNote).OfType<string>());
        }
        finally
        {
            foreach (var file in files) file.Dispose();
        }

        return _faults.InOrder();
    }

    private List<TraceDirectory> OpenDirectories(IReadOnlyList<string> paths)
    {
        var opened = new List<TraceDirectory>();
        var layouts = new HashSet<TraceLayout>();
        TraceException? first = null;
        foreach (var path in paths)
        {
            try
            {
                var directory = TraceDirectory.Open(path);
                if (layouts.Add(directory.Layout) && (_weight += directory.Layout.Weight) > BindingBudget.Maximum)
                    throw new TraceException(new TraceFault(Path.Combine(path, TraceDirectory.MetadataName), null, 0, $"more than {BindingBudget.Maximum} fields and events in the metadata of all directories; count fewer at once"));
                opened.Add(directory);
            }
            catch (TraceException error)
            {
                first ??= error;
                _faults.Add(error.Fault);
            }
        }

        return opened.Count == 0 && first is not null ? throw first : opened;
    }

    private IReadOnlyList<string> StreamFiles(TraceDirectory directory)
    {
        try
        {
            return TraceDirectory.StreamFiles(directory.Path);
        }
        catch (TraceException error)
        {
            _faults.Add(error.Fault);
            return [];
        }
    }

    // False when there are too many.
    private bool TryOpen(string path, TraceDirectory directory, List<StreamFile> files)
    {
        if (files.Count == MaximumFiles)
        {
            _faults.Add(new TraceFault(path, null, 0, $"more than {MaximumFiles} stream files: this one and those after it in {directory.Path} are not counted; count fewer at once"));
            return false;
        }

        try
        {
            var file = StreamFile.Open(path, root, directory, withIndex: _indexBytes < MaximumIndexBytes);
            _indexBytes += file.Index?.Bytes ?? 0;
            files.Add(file);
        }
        catch (TraceException error)
        {
            _faults.Add(error.Fault);
        }

        return true;
    }

    /// <summary>Without a clock nobody knows which events lie in a range.</summary>
    private List<TraceStream> InRange(List<TraceStream> streams)
    {
        if (!TimeRange.Of(options).IsLimited) return streams;
        foreach (var stream in streams.Where(stream => stream.Class.Clock is null))
            _faults.Add(new TraceFault(stream.File.Path, null, 0, "a stream without a clock: its events lie in no range of time, and none of them is counted"));
        return streams.FindAll(stream => stream.Class.Clock is not null);
    }

    private void CountInParallel(IReadOnlyList<TraceStream> alone, IReadOnlyList<SharedCpu> cpus, IReadOnlySet<TraceStream> turnTellers, TallyParts into, List<string> notes)
    {
        var booked = new TallyParts(options.Split, into.Room);
        var source = new BatchSource(alone, options, booked, _faults, turnTellers, cancellation);
        var shared = new ConcurrentQueue<SharedCpu>(cpus);
        var plans = options.Reader == ReaderKind.Plan ? new PlanShelf(SmallStreams.Of(alone.Concat(cpus.SelectMany(cpu => cpu.Streams)), options.PlanFromBytes), options.CpuTime) : null;
        var counters = new PacketCounter[options.Threads];
        for (var i = 0; i < counters.Length; i++) counters[i] = new PacketCounter(options, plans, _faults, into.Room);
        Workers.Run(counters, counter =>
        {
            while (shared.TryDequeue(out var cpu)) new CpuWindows(cpu, counter, options, _faults, turnTellers.Contains(cpu.Teller!), cancellation).Count();
            while (source.Take() is { } batch)
            {
                counter.Count(batch, cancellation);
                source.GiveBack(batch);
            }

            counter.Finish();
        });

        if (plans is not null) notes.AddRange(plans.Notes.Except(notes));
        source.Finish();
        into.Add(booked);
        foreach (var counter in counters) into.Add(counter.Parts);
    }
}
