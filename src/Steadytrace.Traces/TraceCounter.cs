using Steadytrace.Traces.Ctf.Counting;
using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces;

/// <summary>Counts a trace: a directory or a <c>trace.dat</c> in, a tally out.</summary>
public static class TraceCounter
{
    /// <summary>Counts the CTF trace, ftrace chunk or <c>trace.dat</c> files in a directory and in the directories below it, or one <c>trace.dat</c>.</summary>
    /// <remarks>
    /// Several traces under one path are counted as one. Damage does not end the count: of a damaged packet the events before the fault
    /// are counted, then the packets after it. Of a packet that the end of its file cuts, the whole events are counted; a file without any whole
    /// packet is refused. A directory below the path that cannot be looked into is a fault, and the others are counted.
    /// </remarks>
    /// <param name="path">A trace directory, one that holds several, or a file that trace-cmd wrote.</param>
    /// <param name="options">What to count.</param>
    /// <param name="cancellation">Checked between packets.</param>
    /// <exception cref="TraceException">Nothing of it could be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static CountReport Count(string path, CountOptions options, CancellationToken cancellation = default)
    {
        Check(options);
        return CountFound(path, TraceFolders.Find(path), options, cancellation);
    }

    /// <summary>The same for traces that were looked for before.</summary>
    internal static CountReport CountFound(string path, TraceFolders found, CountOptions options, CancellationToken cancellation = default)
    {
        var room = new TallyRoom(options.MaximumIntervals, options.MaximumEntries);
        var (parts, notes, faults) = (new TallyParts(options.Split, room), new List<string>(), new List<TraceFault>(found.Unseen));
        // A trace of which nothing can be read costs no other one.
        var pieces = new Pieces();
        if (found.Ctf.Count > 0) pieces.Try(() => faults.AddRange(new CtfCounting(path, options, cancellation).Count(found.Ctf, parts, notes)));
        foreach (var directory in found.Ftrace) pieces.Try(() => FtraceReader.Count(path, directory, options, parts, faults, cancellation));
        foreach (var file in found.TraceDat) pieces.Try(() => FtraceReader.CountDat(path, file, options, parts, faults, notes, cancellation));
        faults.AddRange(pieces.Faults());
        var sum = parts.Sum();
        if (room.Shortage is { } shortage) faults.Add(new TraceFault(path, null, 0, shortage));
        return new CountReport(sum, faults, notes) { Parts = parts.Told(), Span = TimeRange.Of(options).Within(parts.Span), CpuTails = parts.CpuTails };
    }

    /// <summary>Which kinds of traces <see cref="Count"/> would find at a path; none where nothing is there. Reads none of them.</summary>
    /// <exception cref="TraceException">The directory cannot be looked into; or one below it, and no trace is found beside it.</exception>
    public static TraceKinds Kinds(string path) => TraceFolders.Look(path).Kinds;

    internal static void Check(CountOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Threads, 256);
        if (options.FromUnixNanoseconds > options.ToUnixNanoseconds)
            throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(options.FromUnixNanoseconds)} {options.FromUnixNanoseconds} is after {nameof(options.ToUnixNanoseconds)} {options.ToUnixNanoseconds}");
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaximumIntervals);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaximumEntries);
    }

    /// <summary>Bytes of the stream files that <see cref="Count"/> goes through: what the sum of <see cref="CountOptions.Progress"/> comes to.</summary>
    /// <param name="path">A trace directory, one that holds several, or a file that trace-cmd wrote.</param>
    /// <exception cref="TraceException">No trace is there.</exception>
    public static long Bytes(string path)
    {
        var found = TraceFolders.Find(path);
        return found.Ctf.SelectMany(StreamFilesOf).Concat(found.Ftrace.SelectMany(FtraceReader.Files)).Concat(found.TraceDat).Sum(BytesOf);
    }

    /// <summary>When a trace begins, in nanoseconds since 1970: the time of its first event; null when nothing tells. Reads little of each file.</summary>
    /// <param name="path">A trace directory, one that holds several, or a file that trace-cmd wrote.</param>
    /// <exception cref="TraceException">No trace is there, or none whose metadata or description can be read.</exception>
    public static long? Begin(string path)
    {
        var found = TraceFolders.Find(path);
        var pieces = new Pieces();
        long? begin = null;
        foreach (var directory in found.Ctf) pieces.Try(() => Earlier(BeginOf(TraceDirectory.Open(directory))));
        foreach (var directory in found.Ftrace) pieces.Try(() => Earlier(FtraceReader.Begin(directory)));
        foreach (var file in found.TraceDat) pieces.Try(() => Earlier(FtraceReader.BeginDat(file)));
        _ = pieces.Faults(); // whoever counts them tells of them
        return begin;

        void Earlier(long? time) => begin = begin is { } known && !(time < known) ? known : time;
    }

    private static IReadOnlyList<string> StreamFilesOf(string directory)
    {
        try
        {
            return TraceDirectory.StreamFiles(directory);
        }
        catch (TraceException)
        {
            return []; // Gone since a moment ago: whoever counts it tells of it.
        }
    }

    private static long BytesOf(string file)
    {
        try
        {
            return RegularFile.Length(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0; // Whoever counts the file tells of it.
        }
    }

    private static long? BeginOf(TraceDirectory directory) => TraceDirectory.StreamFiles(directory.Path).Min(file => BeginOf(file, directory));

    private static long? BeginOf(string file, TraceDirectory directory)
    {
        try
        {
            using var stream = StreamFile.Open(file, directory.Path, directory);
            var packets = stream.NewReader();
            while (packets.Next() is { } packet)
            {
                if (packet.ContentBits > packet.EventsBit) return EventTimes.First(new PlacedPacket(stream, packet));
            }
        }
        catch (TraceException)
        {
            // Whoever counts the file tells of it.
        }

        return null;
    }
}
