namespace Steadytrace.Traces.Ftrace.TraceDat;

/// <summary>What a <c>trace.dat</c> says besides its pages, as it is collected.</summary>
internal sealed class DatContents
{
    /// <summary>Most CPUs of a buffer, and of all buffers together; the kernel knows no more.</summary>
    private const int MostCpus = 8192;

    /// <summary>Most buffers of a file.</summary>
    public const int MostBuffers = 1024;

    /// <summary>Most formats of events: an event's number has 16 bits.</summary>
    private const int MostEvents = 1 << 16;

    private readonly List<DatBuffer> _buffers = [];
    private long _cpus;

    /// <summary>Text of <c>events/header_page</c>.</summary>
    public string HeaderPage { get; set; } = "";

    /// <summary>Text of <c>events/header_event</c>.</summary>
    public string HeaderEvent { get; set; } = "";

    /// <summary>Formats of ftrace's own events and of all others.</summary>
    public List<FtraceEventFormat> Events { get; } = [];

    /// <summary>Lines <c>pid name</c>.</summary>
    public byte[] SavedNames { get; set; } = [];

    /// <summary>Nanoseconds to add to each stamp; wraps.</summary>
    public long OffsetNanoseconds { get; set; }

    /// <summary>True when the file says how stamps become the time of day.</summary>
    public bool HasDate { get; set; }

    /// <summary>True when the file tells how to make nanoseconds of the processor's cycles.</summary>
    public bool HasCycles { get; set; }

    /// <summary>Clock of the buffers that name none themselves.</summary>
    public string Clock { get; set; } = "local";

    /// <summary>CPUs of the buffers that name none themselves.</summary>
    public uint Cpus { get; set; }

    /// <summary>Buffers found: the top one and instances.</summary>
    public IReadOnlyList<DatBuffer> Buffers => _buffers;

    /// <summary>Adds a buffer.</summary>
    /// <param name="cursor">Told of when there are too many, and where the CPUs are read from.</param>
    /// <param name="cpus">How many CPUs it has.</param>
    /// <param name="buffer">Makes it, when it is known not to be too large.</param>
    public void AddBuffer(DatCursor cursor, uint cpus, Func<DatBuffer> buffer)
    {
        if (_buffers.Count >= MostBuffers || (_cpus += cpus) > MostCpus) throw cursor.Fault($"more than {MostBuffers} buffers or {MostCpus} CPUs in all");
        _buffers.Add(buffer());
    }

    /// <summary>The clock in brackets of a line such as <c>[local] global counter</c>; the line itself without brackets.</summary>
    public static string ClockOf(string line)
    {
        var (open, close) = (line.IndexOf('['), line.IndexOf(']'));
        return open >= 0 && close > open ? line[(open + 1)..close] : line.Trim();
    }

    /// <summary>Reads <c>header_page</c> and <c>header_event</c>.</summary>
    public void ReadHeaders(DatCursor cursor)
    {
        cursor.Expect("header_page\0");
        HeaderPage = cursor.Text(cursor.U64());
        cursor.Expect("header_event\0");
        HeaderEvent = cursor.Text(cursor.U64());
    }

    /// <summary>Reads the formats of ftrace's own events.</summary>
    public void ReadFtraceFormats(DatCursor cursor) => ReadFormats(cursor, "ftrace");

    /// <summary>Reads the formats of all other events, by system.</summary>
    public void ReadEventFormats(DatCursor cursor)
    {
        for (var left = cursor.U32(); left > 0; left--) ReadFormats(cursor, cursor.String());
    }

    /// <summary>Reads the names of threads.</summary>
    public void ReadNames(DatCursor cursor) => SavedNames = cursor.Bytes(cursor.U64());

    /// <summary>Takes what an option tells of time and CPUs.</summary>
    /// <returns>False when the option is of another kind.</returns>
    public bool TakeOption(int id, DatCursor cursor, uint size)
    {
        switch (id)
        {
            // Microseconds: the difference between the stamps and the time of day.
            case 1: (OffsetNanoseconds, HasDate) = (unchecked(OffsetNanoseconds + Number(cursor, size) * 1000), true); return true;
            case 4: Clock = ClockOf(cursor.Text(size)); return true;
            case 7: OffsetNanoseconds = unchecked(OffsetNanoseconds + Number(cursor, size)); return true;
            case 8 when size == sizeof(uint): Cpus = cursor.U32(); return true;
            case 14: HasCycles = true; cursor.Skip(size); return true;
            default: return false;
        }
    }

    private void ReadFormats(DatCursor cursor, string system)
    {
        for (var left = cursor.U32(); left > 0; left--)
        {
            // An event whose text could not be read when it was recorded.
            if (cursor.Text(cursor.U64()) is not { Length: > 0 } text) continue;
            if (Events.Count == MostEvents) throw cursor.Fault($"more than {MostEvents} formats of events");
            Events.Add(new FtraceEventFormat(system, text));
        }
    }

    // As C reads it: a sign, then decimal digits, or hexadecimal ones behind 0x.
    private static long Number(DatCursor cursor, uint size)
    {
        var text = cursor.Text(size).Trim();
        var negative = text.StartsWith('-');
        var digits = text.TrimStart('-', '+');
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var isNumber = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(digits.AsSpan(2), System.Globalization.NumberStyles.AllowHexSpecifier, culture, out var number)
            : ulong.TryParse(digits, System.Globalization.NumberStyles.None, culture, out number);
        if (!isNumber) throw cursor.Fault($"an option that is no number: {text[..Math.Min(text.Length, 40)]}");
        return unchecked(negative ? -(long)number : (long)number);
    }
}
