using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Lttng.Live;

/// <summary>Packets that were fetched and are not yet counted: a folder of traces, deleted as soon as it is counted.</summary>
/// <remarks>What one segment must know of those before it are the streams' tails, which the streams keep.</remarks>
internal sealed class LiveSegment(string folder, LttngLiveOptions options)
{
    // A plan takes milliseconds to make, for each new metadata; so many bytes of a stream class make up for it.
    private const long PlanFromBytes = 512 << 10;

    // A count keeps five hours of seconds apart, and packets of a quiet session can hold days.
    private const long LongestNanoseconds = 3_600_000_000_000;

    private readonly HashSet<LiveStream> _streams = [];
    private long _earliest = long.MaxValue;
    private long _latest = long.MinValue;

    /// <summary>Bytes of packets in it.</summary>
    public long Bytes { get; private set; }

    /// <summary>It takes no more packets before it is counted.</summary>
    public bool IsFull => Bytes >= options.SegmentBytes || _latest - _earliest > LongestNanoseconds && _earliest <= _latest;

    /// <summary>Appends a packet.</summary>
    /// <param name="stream">Its stream.</param>
    /// <param name="write">Writes it; false when it could not be had: nothing of it is kept then.</param>
    public async Task<bool> AppendAsync(LiveStream stream, Func<FileStream, Task<bool>> write)
    {
        var trace = Path.Combine(folder, stream.Trace.Folder);
        var metadata = Path.Combine(trace, "metadata");
        if (!Directory.Exists(trace))
        {
            if (!Directory.Exists(folder)) throw new DirectoryNotFoundException("the folder is gone");
            Directory.CreateDirectory(trace);
            File.CreateSymbolicLink(metadata, stream.Trace.MetadataPath);
        }

        using var file = new FileStream(Path.Combine(folder, stream.File), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var before = file.Length;
        var isWhole = false;
        try
        {
            isWhole = await write(file);
        }
        finally
        {
            if (!isWhole) file.SetLength(before);
        }

        if (isWhole) Add(stream);
        Bytes += file.Length - before;
        return isWhole;
    }

    /// <summary>Counts all packets, takes where their streams stand now, and begins anew.</summary>
    /// <param name="problems">Takes what cannot be read.</param>
    /// <param name="cancellation">Ends counting.</param>
    public Tally Count(LiveProblems problems, CancellationToken cancellation)
    {
        if (_streams.Count == 0) return new Tally();
        var count = new CountOptions
        {
            Interval = IntervalLength.All[0],
            Threads = options.Threads,
            PlanFromBytes = PlanFromBytes,
            CpuTime = true,
            Before = [.. _streams.Select(stream => stream.Tail).OfType<StreamTail>()],
            CpuBefore = [.. _streams.SelectMany(stream => stream.CpuTails)],
        };
        try
        {
            var report = TraceCounter.Count(folder, count, cancellation);
            foreach (var fault in report.Faults) problems.Add($"{LabelOf(fault.File)}: {fault.Reason}");
            var tails = StreamTails.Read(folder).ToDictionary(tail => tail.Stream);
            var cpus = report.CpuTails.ToLookup(tail => tail.Stream);
            foreach (var stream in _streams)
            {
                stream.Tail = tails.GetValueOrDefault(stream.File) ?? stream.Tail;
                if (cpus.Contains(stream.File)) stream.CpuTails = [.. cpus[stream.File]];
            }

            return report.Tally;
        }
        catch (TraceException error)
        {
            problems.Add($"{LabelOf(error.Fault.File)}: {error.Fault.Reason}: {Bytes} bytes of packets are not counted");
            return new Tally();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.CreateDirectory(folder);
            _streams.Clear();
            (Bytes, _earliest, _latest) = (0, long.MaxValue, long.MinValue);
        }
    }

    private void Add(LiveStream stream)
    {
        _streams.Add(stream);
        if (stream.Ahead is not { End: <= long.MaxValue and var end } || stream.Trace.UnixOffset is null) return;
        (_earliest, _latest) = (Math.Min(_earliest, (long)end), Math.Max(_latest, (long)end));
    }

    private string LabelOf(string file) => _streams.FirstOrDefault(stream => Path.Combine(folder, stream.File) == file)?.Label ?? Path.GetRelativePath(folder, file);
}
