namespace Steadytrace.Traces.Ftrace.TraceDat;

/// <summary>Reads a <c>trace.dat</c> of version 6: parts in a fixed order, then a block of options, then where the pages lie.</summary>
/// <remarks>As <c>trace-cmd.dat.v6(5)</c> says; that instances have their place told by an option, and a clock behind it, was seen in files.</remarks>
internal static class DatVersion6
{
    private const int BufferOption = 3;
    private const int KindBytes = 10;

    /// <summary>Reads what comes after the page size.</summary>
    public static void Read(DatCursor cursor, uint pageBytes, DatContents contents)
    {
        contents.ReadHeaders(cursor);
        contents.ReadFtraceFormats(cursor);
        contents.ReadEventFormats(cursor);
        cursor.Skip(cursor.U32()); // kallsyms
        cursor.Skip(cursor.U32()); // printk formats
        contents.ReadNames(cursor);
        contents.Cpus = cursor.U32();
        var kind = cursor.Text(KindBytes).TrimEnd();
        List<(ulong Offset, string Name)> instances = [];
        if (kind == "options")
        {
            ReadOptions(cursor, contents, instances);
            kind = cursor.Text(KindBytes).TrimEnd();
        }

        ReadBuffer(cursor, kind, "", pageBytes, contents);
        foreach (var (offset, name) in instances)
        {
            cursor.Go(offset);
            ReadBuffer(cursor, cursor.Text(KindBytes).TrimEnd(), name, pageBytes, contents);
        }
    }

    private static void ReadOptions(DatCursor cursor, DatContents contents, List<(ulong Offset, string Name)> instances)
    {
        for (int id; (id = cursor.U16()) != 0;)
        {
            var size = cursor.U32();
            var end = (ulong)cursor.Position + size;
            if (id == BufferOption && instances.Count == DatContents.MostBuffers) throw cursor.Fault($"more than {DatContents.MostBuffers} buffers");
            if (id == BufferOption) instances.Add((cursor.U64(), cursor.String()));
            else if (!contents.TakeOption(id, cursor, size)) cursor.Skip(size);
            cursor.Go(end);
        }
    }

    private static void ReadBuffer(DatCursor cursor, string kind, string name, uint pageBytes, DatContents contents)
    {
        if (kind == "latency") throw cursor.Fault("a latency trace: it holds text, not events");
        if (kind != "flyrecord") throw cursor.Fault($"no \"flyrecord\" before the places of the pages");
        contents.AddBuffer(cursor, contents.Cpus, () =>
        {
            List<DatCpu> cpus = [];
            for (uint cpu = 0; cpu < contents.Cpus; cpu++) cpus.Add(new DatCpu(cpu, cursor.U64(), cursor.U64()));
            return new DatBuffer(name, contents.Clock, pageBytes, IsCompressed: false, cpus);
        });
    }
}
