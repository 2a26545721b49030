namespace Steadytrace.Traces.Ftrace.TraceDat;

/// <summary>Reads a <c>trace.dat</c> of version 7: sections that options point to, each compressed or not.</summary>
/// <remarks>As <c>trace-cmd.dat.v7(5)</c> says.</remarks>
internal static class DatVersion7
{
    /// <summary>Option sections that follow one another; more come only from a circle.</summary>
    private const int MostOptionSections = 1000;

    private const int DoneOption = 0, BufferOption = 3, HeaderOption = 16, FtraceOption = 17, EventsOption = 18, NamesOption = 21, TextBufferOption = 22;

    /// <summary>Reads what comes after the page size.</summary>
    /// <returns>How the file is compressed.</returns>
    public static DatCompression Read(DatCursor cursor, DatContents contents)
    {
        var name = cursor.String();
        _ = cursor.String(); // the algorithm's version
        var compression = name switch
        {
            "none" => DatCompression.None,
            "zstd" => DatCompression.Zstd,
            "zlib" => DatCompression.Zlib,
            _ => throw cursor.Fault($"compressed by {name}; zstd, zlib and none are known"),
        };
        Dictionary<int, ulong> sections = [];
        var hasText = false;
        var next = cursor.U64();
        for (var left = MostOptionSections; next != 0; left--)
        {
            if (left == 0) throw cursor.Fault($"more than {MostOptionSections} sections of options");
            var options = Section(cursor, next, DoneOption, compression);
            next = ReadOptions(cursor, options, contents, sections, ref hasText);
        }

        contents.ReadHeaders(Required(HeaderOption, "the headers"));
        if (sections.TryGetValue(FtraceOption, out var ftrace)) contents.ReadFtraceFormats(Section(cursor, ftrace, FtraceOption, compression));
        contents.ReadEventFormats(Required(EventsOption, "the formats of events"));
        if (sections.TryGetValue(NamesOption, out var names)) contents.ReadNames(Section(cursor, names, NamesOption, compression));
        if (hasText && contents.Buffers.Count == 0) throw cursor.Fault("a latency trace: it holds text, not events");
        return compression;

        DatCursor Required(int id, string what) =>
            sections.TryGetValue(id, out var offset) ? Section(cursor, offset, id, compression) : throw cursor.Fault($"no option tells where {what} lie");
    }

    private static ulong ReadOptions(DatCursor file, DatCursor cursor, DatContents contents, Dictionary<int, ulong> sections, ref bool hasText)
    {
        while (true)
        {
            var (id, size) = (cursor.U16(), cursor.U32());
            if (size > (ulong)cursor.Left) throw cursor.Fault($"an option of {size} bytes, {cursor.Left} are left");
            var end = (ulong)cursor.Position + size;
            switch (id)
            {
                case DoneOption: return size == 0 ? 0 : cursor.U64();
                case BufferOption: ReadBuffer(file, cursor, contents); break;
                case TextBufferOption: hasText = true; break;
                case >= HeaderOption and <= NamesOption: sections[id] = cursor.U64(); break;
                default: contents.TakeOption(id, cursor, size); break;
            }

            cursor.Go(end);
        }
    }

    private static void ReadBuffer(DatCursor file, DatCursor cursor, DatContents contents)
    {
        var (offset, name, clock, pageBytes, count) = (cursor.U64(), cursor.String(), cursor.String(), cursor.U32(), cursor.U32());
        contents.AddBuffer(cursor, count, () =>
        {
            List<DatCpu> cpus = [];
            for (var left = count; left > 0; left--) cpus.Add(new DatCpu(cursor.U32(), cursor.U64(), cursor.U64()));
            // The options may themselves be read from the file: come back to them.
            var back = (ulong)file.Position;
            file.Go(offset);
            var (_, isCompressed, _) = SectionHeader(file);
            file.Go(back);
            return new DatBuffer(name, DatContents.ClockOf(clock), pageBytes, isCompressed, cpus);
        });
    }

    private static DatCursor Section(DatCursor file, ulong offset, int expected, DatCompression compression)
    {
        file.Go(offset);
        var (id, isCompressed, _) = SectionHeader(file);
        if (id != expected) throw file.Fault($"a section with number {id} at {offset}, expected {expected}");
        if (!isCompressed) return file;
        if (compression == DatCompression.None) throw file.Fault("a compressed section in a file that says it is not compressed");
        var (compressed, plain) = (file.U32(), file.U32());
        if (plain > DatDecompression.MostBytes) throw file.Fault($"a section of {plain} bytes, at most {DatDecompression.MostBytes} are read");
        try
        {
            var piece = file.Bytes(compressed);
            var section = new byte[plain];
            compression.Decompress(piece, section);
            return file.Section(section, (long)offset);
        }
        catch (FormatException damage)
        {
            throw file.Fault(damage.Message);
        }
    }

    private static (int Id, bool IsCompressed, ulong Bytes) SectionHeader(DatCursor file)
    {
        var (id, flags) = (file.U16(), file.U16());
        _ = file.U32(); // a description, for people
        return (id, (flags & 1) != 0, file.U64());
    }
}
