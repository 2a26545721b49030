using Steadytrace.Traces.Following;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ftrace.Following;

/// <summary>Counts a growing ftrace chunk: the CPUs' counts stay as they are between two looks, and the next pages go on in them.</summary>
internal sealed class FtraceFollowing(CountOptions options) : IFollowing
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Cells of all CPUs together, 4 bytes each.</summary>
    private const int MaximumCells = 8 << 20;

    private readonly SortedDictionary<int, FollowedCpu> _cpus = [];
    private readonly TallyRoom _room = new(options.MaximumIntervals, options.MaximumEntries);
    private readonly ThreadRoom _threads = new();
    private FtraceChunk? _chunk;
    private string? _directory;
    private Memory<byte> _buffer;

    /// <inheritdoc/>
    public long Waiting => _cpus.Values.Sum(cpu => cpu.Counts.Waiting);

    /// <summary>Who runs where at the end.</summary>
    public IReadOnlyList<CpuTail> CpuTails => [.. _cpus.Values.Select(cpu => cpu.Tail).OfType<CpuTail>()];

    /// <inheritdoc/>
    public bool NeedsRecount { get; private set; }

    /// <inheritdoc/>
    public void Look(FollowedPlace place, Tally into, CancellationToken cancellation)
    {
        if (!TryOpen(place)) return;
        CountNew(place.NameOf, isClosed: false, [], cancellation);
        foreach (var cpu in _cpus.Values) into.Add(cpu.Counts.Take(_room));
    }

    /// <inheritdoc/>
    public void End(FollowedPlace place, Tally into, CancellationToken cancellation)
    {
        if (place.Directories.Count > 0 && !TryOpen(place) || _chunk is not null && place.Directories.Count == 0) NeedsRecount = true;
        if (_chunk is null || NeedsRecount) return;
        List<TraceFault> faults = [];
        _chunk.ReadCounters(_directory!, faults);
        CountNew(place.NameOf, isClosed: true, faults, cancellation);
        foreach (var cpu in _cpus.Values) cpu.End(_chunk.Counters);
        var names = CpuCounts.FirstNames(_cpus.Values.Select(cpu => cpu.Counts));
        foreach (var cpu in _cpus.Values)
        {
            cpu.Counts.Flush();
            into.Add(cpu.Counts.Finish(names));
        }

        NeedsRecount |= faults.Count > 0 || _threads.Shortage is not null || _room.Shortage is not null
            || _cpus.Values.Any(cpu => cpu.IsBroken || !cpu.Counts.Agrees(names)) || _cpus.Count > 1 && _cpus.Values.Any(cpu => cpu.ToldOthers);
    }

    private bool TryOpen(FollowedPlace place)
    {
        // A chunk has one instance; where somebody put several together only the whole tells.
        if (place.Directories.Count > 1) NeedsRecount = true;
        _directory = place.Directories[0];
        if (_chunk is not null) return true;
        List<TraceFault> faults = [];
        try
        {
            _chunk = FtraceChunk.Open(_directory, faults);
        }
        catch (TraceException)
        {
            // Not written yet: the next look tries again, and the last one has it counted as it is.
            return false;
        }

        NeedsRecount |= faults.Count > 0;
        _buffer = new byte[Math.Max(BufferBytes, _chunk.Layout.PageBytes)];
        return true;
    }

    private void CountNew(Func<string, string> nameOf, bool isClosed, List<TraceFault> faults, CancellationToken cancellation)
    {
        _chunk!.FindCpus(_directory!, faults);
        foreach (var (number, pages) in _chunk.Cpus)
        {
            if (!_cpus.TryGetValue(number, out var cpu)) _cpus.Add(number, cpu = Begin(_chunk, pages, nameOf(pages.Path)));
            cpu.Look(_chunk.Layout.PageBytes, isClosed, _buffer, cancellation);
        }
    }

    private FollowedCpu Begin(FtraceChunk chunk, CpuPages pages, string name)
    {
        var time = new TraceTime(options.Interval, TimeRange.Of(options), unchecked(chunk.Description.UnixOffsetNanoseconds + options.ShiftNanoseconds));
        var timed = options.CpuTime && chunk.Table.HasSwitches;
        var counts = new CpuCounts(chunk.Table, time, pages.Cpu, chunk.Names, _room, _threads, timed, MaximumCells / Math.Max(1, Math.Max(chunk.Cpus.Count, chunk.Counters?.Before.Count ?? 0)));
        var timeline = NameTimeline.Empty(_threads);
        var turns = timed ? new ThreadTurns(name, counts, time, options, _room) : null;
        var file = new CpuFile(pages, chunk.Layout, counts, new PageWalk(chunk.Layout, chunk.Table, counts, timeline, time, turns), turns);
        file.Begin(chunk.Counters);
        return new FollowedCpu(pages.Path, counts, timeline, file);
    }
}
