namespace Steadytrace.Traces.Ftrace.TraceDat;

/// <summary>A file that trace-cmd wrote, of version 6 or 7: what it says of its pages, and where they lie.</summary>
internal sealed class TraceDatFile
{
    private static ReadOnlySpan<byte> Magic => [0x17, 0x08, 0x44, (byte)'t', (byte)'r', (byte)'a', (byte)'c', (byte)'i', (byte)'n', (byte)'g'];

    private TraceDatFile(IReadOnlyList<FtraceChunk> buffers, IReadOnlyList<string> notes, long bytesBesidePages) =>
        (Buffers, Notes, BytesBesidePages) = (buffers, notes, bytesBesidePages);

    /// <summary>The ring buffers: the top one and those of instances.</summary>
    public IReadOnlyList<FtraceChunk> Buffers { get; }

    /// <summary>What cannot be known of the events' times.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Bytes of the file that are no pages.</summary>
    public long BytesBesidePages { get; }

    /// <summary>True when a file begins as trace-cmd begins its files.</summary>
    public static bool IsOne(string path)
    {
        try
        {
            if (RegularFile.Length(path) < Magic.Length) return false;
            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[Magic.Length];
            return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual(Magic);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads all but the pages.</summary>
    /// <exception cref="TraceException">It is damaged, or of a kind that is not understood.</exception>
    public static TraceDatFile Open(string path, List<TraceFault> faults)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var cursor = new DatCursor(file);
            var (contents, compression) = Read(cursor);
            return Of(path, file.Length, cursor, contents, compression, faults);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new TraceException(new TraceFault(path, null, 0, failure.Message), failure);
        }
    }

    private static (DatContents Contents, DatCompression Compression) Read(DatCursor cursor)
    {
        if (!cursor.Bytes((ulong)Magic.Length).AsSpan().SequenceEqual(Magic)) throw cursor.Fault("not a file of trace-cmd");
        var version = cursor.String();
        if (version is not ("6" or "7")) throw cursor.Fault($"a trace.dat of version {version[..Math.Min(version.Length, 20)]}; 6 and 7 are known");
        cursor.LittleEndian = cursor.U8() switch { 0 => true, 1 => false, var order => throw cursor.Fault($"a byte order of {order}, expected 0 or 1") };
        _ = cursor.U8(); // the user space's long; the kernel's is in header_page
        var pageBytes = cursor.U32();
        var contents = new DatContents();
        if (version == "7") return (contents, DatVersion7.Read(cursor, contents));
        DatVersion6.Read(cursor, pageBytes, contents);
        return (contents, DatCompression.None);
    }

    private static TraceDatFile Of(string path, long length, DatCursor cursor, DatContents contents, DatCompression compression, List<TraceFault> faults)
    {
        List<FtraceChunk> buffers = [];
        var notes = new SortedSet<string>(StringComparer.Ordinal);
        var beside = length;
        foreach (var buffer in contents.Buffers.Where(buffer => buffer.Cpus.Any(cpu => cpu.Bytes > 0)))
        {
            if (buffer.IsCompressed && compression == DatCompression.None) throw cursor.Fault("compressed pages in a file that says it is not compressed");
            var chunk = ChunkOf(buffer, cursor, contents, buffers.FirstOrDefault(), faults);
            foreach (var cpu in buffer.Cpus.Where(cpu => cpu.Bytes > 0))
            {
                if (cpu.Offset > (ulong)length || cpu.Bytes > (ulong)length - cpu.Offset)
                {
                    faults.Add(new TraceFault(path, null, (long)Math.Min(cpu.Offset, long.MaxValue), $"the pages of CPU {cpu.Cpu} do not lie in the file"));
                    continue;
                }

                chunk.Cpus.TryAdd((int)Math.Min(cpu.Cpu, int.MaxValue), PagesOf(path, cursor.LittleEndian, buffer, cpu, compression));
                beside -= (long)cpu.Bytes + (buffer.IsCompressed ? sizeof(uint) : 0);
            }

            if (NoteOf(path, buffer, contents) is { } note) notes.Add(note);
            buffers.Add(chunk);
        }

        return new TraceDatFile(buffers, [.. notes], beside);
    }

    // What all buffers have in common is made once: a file may claim many.
    private static FtraceChunk ChunkOf(DatBuffer buffer, DatCursor cursor, DatContents contents, FtraceChunk? other, List<TraceFault> faults)
    {
        var description = new FtraceDescription
        {
            PageBytes = (int)Math.Min(buffer.PageBytes, int.MaxValue),
            Clock = buffer.Clock,
            UnixOffsetNanoseconds = contents.OffsetNanoseconds,
            LittleEndian = cursor.LittleEndian,
            HeaderPage = contents.HeaderPage,
            HeaderEvent = contents.HeaderEvent,
            Events = contents.Events,
            SystemCalls = new Dictionary<int, string>(),
        };
        if (other is not null) return new FtraceChunk(description, other);
        var chunk = new FtraceChunk(description);
        if (chunk.AddNames(contents.SavedNames) is { } damage) faults.Add(cursor.Fault(damage.Reason).Fault);
        return chunk;
    }

    private static CpuPages PagesOf(string path, bool littleEndian, DatBuffer buffer, DatCpu cpu, DatCompression compression)
    {
        var (offset, bytes) = ((long)cpu.Offset, (long)cpu.Bytes);
        var stream = buffer.Name.Length == 0 ? $"cpu {cpu.Cpu}" : $"{buffer.Name}/cpu {cpu.Cpu}";
        return new CpuPages((int)Math.Min(cpu.Cpu, int.MaxValue), path, stream,
            () => buffer.IsCompressed ? new CompressedPages(path, littleEndian, compression, offset) : new PageWindow(path, offset, bytes));
    }

    private static string? NoteOf(string path, DatBuffer buffer, DatContents contents)
    {
        if (buffer.Clock is "x86-tsc" or "ppc-tb" or "counter")
            return $"{path}: the clock {buffer.Clock} counts no nanoseconds{(contents.HasCycles ? ", and is not converted" : "")}: what is said of times is in its own units";
        return contents.HasDate || buffer.Clock == "tai"
            ? null
            : $"{path}: nothing tells how the clock {buffer.Clock} became the time of day (trace-cmd record --date does): times are of that clock";
    }
}
